-- Converts a search query to a tsquery. Queries are tokenized in the same way as indexed texts.

create or replace function public.search_regional_variants(run text) returns text[]
immutable strict parallel safe language plpgsql as $$
-- The run itself, then its variants with the words of other regions (機械人, 機器人), at most sixteen.
declare
  variants text[] := array[''];
  counterparts text[];
  size integer;
  start integer := 1;
begin
  while start <= length(run) loop
    size := least(public.search_longest_regional_word(), length(run) - start + 1);
    loop
      counterparts := string_to_array(public.search_regional_table() ->> substr(run, start, size), ' ');
      exit when counterparts is not null or size = 1;
      size := size - 1;
    end loop;
    counterparts := substr(run, start, size) || coalesce(counterparts, '{}');
    variants := array(
      select before || counterpart
        from unnest(counterparts) with ordinality as c (counterpart, m)
        cross join unnest(variants) with ordinality as v (before, n)
        order by m, n limit 16);
    start := start + size;
  end loop;
  return variants;
end $$;

create or replace function public.search_phrase(run text) returns text
immutable strict parallel safe language sql as $$
-- The phrase of all adjacent character pairs of a run.
  select case length(run) when 1 then run else (
    select string_agg(substr(run, n, 2), ' <-> ' order by n)
      from generate_series(1, length(run) - 1) n) end
$$;

create or replace function public.search_syllables(word text, spelling text) returns text[]
immutable strict parallel safe language plpgsql as $$
-- The readings of a word as syllables of Jyutping or Yale (J) or of Pinyin (P), such as
-- `Jhoeng <-> Jgong`: shortest first, at most four, null if there are none. The syllable “ng” is
-- recognized only at the beginning of a word; elsewhere these letters end the previous syllable.
-- As spelt in Hong Kong (H), a word is one syllable and its reading is `(Jdaai|Jdai|Jtaai|Jtai)`:
-- people write Tai Hok, and “taiwan” would mean 大灣 too.
declare
  remainders text[] := array[regexp_replace(word, '[1-9]$', '')];
  partial text[] := array[''];
  complete text[] := '{}';
begin
  if length(word) > 40 or remainders[1] ~ '[^a-z]' then
    return null;
  end if;
  for n_syllables in 1..case spelling when 'H' then 1 else 12 end loop
    select coalesce(array_agg(remainder) filter (where remainder <> ''), '{}'),
        coalesce(array_agg(syllables) filter (where remainder <> ''), '{}'),
        complete || coalesce(array_agg(syllables) filter (where remainder = ''), '{}')
      into remainders, partial, complete
      from (
        select substr(r, size + 1) as remainder,
            concat(s, case when s <> '' then ' <-> ' end, case when spelling <> 'H' then spelling end,
              syllable) as syllables
          from unnest(remainders, partial) with ordinality as open (r, s, n)
          cross join generate_series(6, 1, -1) size
          cross join unnest(string_to_array(
            public.search_syllables_table() -> spelling ->> substr(r, 1, size), ' ')) as syllable
          where length(r) >= size and not (s <> '' and syllable = 'ng')
          order by n, size desc, syllable limit 64) step;
    -- One syllable may also be two (xian, Xi'an); otherwise only the shortest readings are used.
    exit when cardinality(remainders) = 0 or n_syllables > 1 and cardinality(complete) > 0;
  end loop;
  return nullif(complete[1:4], '{}');
end $$;

create or replace function public.search_query_tokens(query text) returns text[]
immutable strict parallel safe language sql as $$
-- The runs and words of a query. Unlike in texts, a space separates Chinese runs.
  select coalesce(array_agg(token order by n, m), '{}')
    from regexp_split_to_table(public.search_fold(left(query, 400)), '\s+')
      with ordinality as c (chunk, n)
    cross join unnest(string_to_array(public.search_words(chunk), ' '))
      with ordinality as t (token, m)
$$;

create or replace function public.search_syllable_spans(tokens text[], spelling text)
returns table (first integer, last integer, readings jsonb)
immutable strict parallel safe language plpgsql as $$
-- The spans of tokens that can be read as two or more syllables: single tokens, and the longest spans.
-- `readings` has the array of alternatives for each token.
declare
  token_readings text[];
  span_readings jsonb;
begin
  last := 1;
  for n in 1..cardinality(tokens) + 1 loop
    token_readings := public.search_syllables(tokens[n], spelling);
    if token_readings is null then
      if n - last > 1 then
        return query select last, n - 1, span_readings;
      end if;
      last := n + 1;
      span_readings := null;
      continue;
    end if;
    if exists (select from unnest(token_readings) r where r like '% %') then
      return query select n, n, jsonb_build_array(to_jsonb(array(
        select r from unnest(token_readings) r where r like '% %')));
    end if;
    -- Within a longer span, a token that can be one syllable is read as one.
    if token_readings[1] not like '% %' then
      token_readings := array(select r from unnest(token_readings) r where r not like '% %');
    end if;
    span_readings := coalesce(span_readings, '[]') || jsonb_build_array(to_jsonb(token_readings));
  end loop;
end $$;

create or replace function public.search_reading_phrase(readings jsonb) returns text
immutable strict parallel safe language sql as $$
-- The phrase of the tokens of a span, each in any of its readings.
  select '(' || string_agg(alternatives, ' <-> ' order by n) || ')'
    from jsonb_array_elements(readings) with ordinality as t (token, n)
    cross join lateral (
      select '(' || string_agg(r, ' | ') || ')' from jsonb_array_elements_text(token) r) a (alternatives)
$$;

create or replace function public.search_query_terms(query text)
returns table (term integer, kind text, piece text, expression text)
immutable strict parallel safe language plpgsql as $$
-- The alternatives for each term of a query; every term must match. The kind of an alternative is
-- `run` (Chinese characters), `word` (or the beginning of one) or `reading` (syllables). The piece of
-- a reading has one syllable for each of its characters.
declare
  tokens text[] := public.search_query_tokens(query);
  stop_words constant text[] := array['a', 'an', 'and', 'at', 'by', 'for', 'from', 'in', 'of', 'on',
    'the', 'to', 'with'];
  is_single constant boolean := cardinality(tokens) <= 1;
begin
  return query
    select distinct n::integer, 'run', run, public.search_phrase(run)
      from unnest(tokens) with ordinality as t (token, n)
      cross join unnest(public.search_regional_variants(token)) run
      where token collate "C" >= '⺀';
  if '⺀' collate "C" <= all (tokens) then
    return;  -- the rest takes longer to set up
  end if;
  return query
    with numbered as (
      select token, n::integer from unnest(tokens) with ordinality as t (token, n)
        -- Stop words are ignored unless the query has no other tokens.
        where token <> all (stop_words) or tokens <@ stop_words),
    windows as (
      -- A token of a long span is read with the tokens around it, which bounds the size of the query.
      select distinct n, jsonb_path_query_array(s.readings, '$[$from to $to]', jsonb_build_object(
          'from', start, 'to', start + 9)) as readings
        from unnest(array['J', 'P', 'H']) spelling
        cross join lateral public.search_syllable_spans(tokens, spelling) s
        join numbered on n between s.first and s.last
        cross join lateral (
          select greatest(0, least(n - 4, s.last - 9) - s.first)) w (start))
    -- Words match as prefixes, except for single letters among other tokens and regional variants.
    select n, 'word', word, word || case
        when word = left(token, 64) and (is_single or length(word) > 1) then ':*' else '' end
      from numbered cross join lateral unnest(
        left(token, 64) || string_to_array(public.search_regional_table() ->> token, ' ')) as word
      where token collate "C" < '⺀'
    union
    select n, 'reading', (
        select string_agg(r ->> 0, ' <-> ' order by m)
          from jsonb_array_elements(readings) with ordinality as t (r, m)),
        public.search_reading_phrase(readings)
      from windows;
end $$;

create or replace function public.search_query(query text) returns tsquery
immutable strict parallel safe language sql as $$
-- Returns null, which matches nothing, if the query has no terms. Equal terms are required once.
  select string_agg('(' || alternatives || ')', ' & ' order by first)::tsquery from (
    select alternatives, min(term) as first from (
      select term, string_agg(expression, ' | ' order by kind, piece) as alternatives
        from public.search_query_terms(query) group by term) t
      group by alternatives) d
$$;

create or replace function public.search_query_keys(query text) returns text[]
immutable strict parallel safe language sql as $$
-- The keys of names that are equal to the query.
  select case when key = '' then '{}' when key collate "C" >= '⺀' and strpos(key, '_') = 0
      then public.search_regional_variants(key) else array[key] end
    from public.search_name_key(public.search_words(left(query, 400))) as key
$$;

create or replace function public.search_reading_products(readings jsonb) returns setof text
immutable strict parallel safe language sql as $$
-- The readings of a whole span as the keys of names, at most eight.
  with recursive products (n, key) as (
    select 0, ''
    union all
    (select n + 1, key || replace(r, ' <-> ', '') from products
      cross join jsonb_array_elements_text(readings -> n) r
      where n < jsonb_array_length(readings) limit 400))
  select key from products where n = jsonb_array_length(readings) limit 8
$$;

create or replace function public.search_exact_query(query text) returns tsquery
immutable strict parallel safe language sql as $$
-- Matches names that are equal to the query, as written, in another spelling, or as read.
  select string_agg('=' || key, ' | ')::tsquery from (
    select unnest(array[k, public.search_spelling_key(k)]) as key
      from unnest(public.search_query_keys(query)) k
    union
    select public.search_reading_products(readings) from public.search_query_tokens(query) as tokens
      cross join unnest(array['J', 'P']) spelling
      cross join lateral public.search_syllable_spans(tokens, spelling)
      where first = 1 and last = cardinality(tokens)) k
$$;

create or replace function public.search_highlight_terms(query text) returns jsonb
immutable strict parallel safe language sql as $$
-- What `search_highlights` looks for: computed once for all texts.
  select coalesce(jsonb_agg(to_jsonb(t) - 'first' order by first, kind, piece), '[]') from (
    select kind, piece, expression, min(term) as first from public.search_query_terms(query)
      group by kind, piece, expression) t
$$;

create or replace function public.search_highlights(terms jsonb, input text) returns text[]
immutable strict parallel safe language plpgsql as $$
-- The parts of a text that match the terms of a query, as written in the text.
declare
  folded text := public.search_fold(input);
  t record;
  start integer;
  size integer;
  highlights text[] := '{}';
begin
  for t in select * from jsonb_to_recordset(terms) as t (kind text, piece text, expression text) loop
    if t.kind = 'run' and strpos(folded, t.piece) > 0 and length(folded) = length(input) then
      highlights := highlights || substr(input, strpos(folded, t.piece), length(t.piece));
    elsif t.kind = 'run' and strpos(public.search_words(input), t.piece) > 0 then
      highlights := highlights || input;  -- the match spans brackets, or folding changes the length
    elsif t.kind = 'word' then
      highlights := highlights || array(
        select m[1] from regexp_matches(input, '[0-9a-zÀ-ÖØ-öø-\u10ff\u1200-\u1fffA-Z０-９Ａ-Ｚａ-ｚ]+', 'g') m
          where exists (
            select from unnest(public.search_spellings(public.search_fold(m[1]))) spelling
              where spelling = t.piece or t.expression like '%:*' and starts_with(spelling, t.piece)));
    elsif t.kind = 'reading' then
      size := regexp_count(t.piece, '<->') + 1;
      for start in 1..length(input) - size + 1 loop
        if public.search_reading_lexemes(public.search_words(substr(input, start, size)))::tsvector
            @@ t.expression::tsquery then
          highlights := highlights || substr(input, start, size);
        end if;
      end loop;
    end if;
  end loop;
  return array(select w from unnest(highlights) with ordinality as f (w, n) group by w order by min(n));
end $$;
