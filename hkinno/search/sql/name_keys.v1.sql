-- Keys by which names are retrieved for matching and for spelling correction. All take the key of a
-- complete name (`search_name_key`), in which words are joined by _.

create or replace function public.search_match_key(name_key text) returns text
immutable strict parallel safe language plpgsql as $$
-- The key without what people omit or write differently: articles and prepositions, plurals, the home
-- place, legal forms and words such as “national” or 計劃; the whole name if little remains. Different
-- names may have the same key: it only retrieves candidates. `blocking_key` in Python is the same.
declare
  noise constant jsonb := '["the", "of", "and", "for", "in", "on", "at", "to", "a", "an", "by", "with", "de",
    "hk", "hong", "kong", "hongkong", "hksar", "sar", "international", "intl", "national", "natl",
    "development", "limited", "ltd", "inc", "incorporated", "co", "corp", "corporation", "plc", "llc",
    "llp", "group", "holding", "gmbh", "ag", "company", "scheme", "program", "programme", "fund", "plan",
    "project", "initiative", "city", "province", "region", "municipality", "special", "administrative"]';
  token text;
  key text := '';
begin
  if name_key ~ '[a-z]' then
    foreach token in array
      string_to_array(regexp_replace(name_key, '([0-9])(?=[^0-9_])|([^0-9_])(?=[0-9])', '\1\2_', 'g'), '_')
    loop
      if right(token, 1) = 's' then
        token := regexp_replace(token, '^(.{3,}[^sui])s$', '\1');
      end if;
      if not noise ? token then
        key := key || token;
      end if;
    end loop;
  else
    key := replace(name_key, '_', '');
  end if;
  if octet_length(key) > length(key) then
    key := regexp_replace(key, '香港|特别行政区|特区|地区|自治区|国际|国家|发展|中国|市|省|股份|有限|责任|公司|集团|控股|计划|项目|基金', '', 'g');
  end if;
  return case when length(key) > 1 then key else replace(name_key, '_', '') end;
end $$;

create or replace function public.search_reversed_initials(name_key text) returns text
immutable strict parallel safe language sql as $$
-- The initials of an English name from the last word to the first, so that a prefix of them stands for
-- its last words; null for other names.
  select string_agg(left(word, 1), '' order by n desc)
    from unnest(string_to_array(name_key, '_')) with ordinality as w (word, n)
    where word <> all (array['the', 'of', 'and', 'for', 'in', 'on', 'at', 'to', 'a', 'an', 'by', 'with', 'de'])
    having name_key collate "C" < '⺀' and not name_key ~ '[⺀-\U0003ffff]'
$$;

create or replace function public.search_deletions(word text) returns text[]
immutable strict parallel safe language sql as $$
-- A word, and the word without each of its letters: two words that share one of these are similar.
  select word || array(select left(word, n - 1) || substr(word, n + 1)
    from generate_series(1, length(word)) n)
$$;

create or replace function public.search_correctable_words(name_key text) returns setof text
immutable strict parallel safe language sql as $$
-- The English words of a name to which a misspelt word may be corrected. A name that is one short word
-- is an abbreviation, and differs from others by a single letter.
  select word from unnest(string_to_array(name_key, '_')) word
    where word ~ '^[a-z]+$' and length(word) between 5 and 40
      and (length(word) > 6 or strpos(name_key, '_') > 0)
$$;
