-- Turns the text of a search into a tsquery; it is split as texts are.

create or replace function public.search_regional_variants(run text) returns text[]
immutable strict parallel safe language plpgsql as $$
-- A run as it is, then with the words of other regions for the same thing: 機械人, 機器人.
-- At most sixteen variants.
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
-- A run as a phrase: its pairs of neighbours, one after the other.
  select case length(run) when 1 then run else (
    select string_agg(substr(run, n, 2), ' <-> ' order by n)
      from generate_series(1, length(run) - 1) n) end
$$;

create or replace function public.search_syllables(word text, spelling text) returns text[]
immutable strict parallel safe language plpgsql as $$
-- The ways to read a word as syllables of jyutping or Yale (J) or of pinyin (P), the shortest first
-- and at most four: `Jhoeng <-> Jgong`. Null if there is none. The syllable ng is read only at the
-- beginning of a word; elsewhere the letters end the syllable before.
declare
  rest text[] := array[regexp_replace(word, '[1-9]$', '')];
  partial text[] := array[''];
  complete text[] := '{}';
begin
  if length(word) > 40 or rest[1] ~ '[^a-z]' then
    return null;
  end if;
  for n_syllables in 1..12 loop
    select coalesce(array_agg(after) filter (where after <> ''), '{}'),
        coalesce(array_agg(syllables) filter (where after <> ''), '{}'),
        complete || coalesce(array_agg(syllables) filter (where after = ''), '{}')
      into rest, partial, complete
      from (
        select substr(r, size + 1) as after,
            s || case s when '' then '' else ' <-> ' end || spelling || syllable as syllables
          from unnest(rest, partial) with ordinality as open (r, s, n)
          cross join generate_series(6, 1, -1) size
          cross join unnest(string_to_array(
            public.search_syllables_table() -> spelling ->> substr(r, 1, size), ' ')) as syllable
          where length(r) >= size and not (s <> '' and syllable = 'ng')
          order by n, size desc, syllable limit 64) step;
    -- One syllable may also be two (xian, Xi'an); otherwise only the shortest readings count.
    exit when cardinality(rest) = 0 or n_syllables > 1 and cardinality(complete) > 0;
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
returns table (first integer, last integer, syllables text)
immutable strict parallel safe language plpgsql as $$
-- Every span of tokens that reads as two or more syllables: single tokens, and longest spans of up
-- to ten tokens, as names have no more and each adds to the query.
declare
  own text[];
  joined text[];
begin
  last := 1;
  for n in 1..cardinality(tokens) + 1 loop
    own := public.search_syllables(tokens[n], spelling);
    if own is null and joined is not null and n - last <= 10 then
      return query select last, n - 1, j from unnest(joined) j where j like '% %';
    elsif joined is null then
      last := n;
    end if;
    return query select n, n, o from unnest(own) o where o like '% %';
    -- Within a span, a token that can be one syllable is one.
    if own[1] not like '% %' then
      own := array(select o from unnest(own) o where o not like '% %');
    end if;
    joined := case when own is null then null when joined is null then own else array(
      select j || ' <-> ' || o from unnest(joined) j cross join unnest(own) o limit 8) end;
  end loop;
end $$;

create or replace function public.search_query_terms(query text)
returns table (term integer, kind text, piece text, expression text)
immutable strict parallel safe language plpgsql as $$
-- The alternatives of each term of a query; every term has to match. The kind of an alternative is
-- `run` (Chinese characters), `word` (or the beginning of one) or `reading` (syllables).
declare
  tokens text[] := public.search_query_tokens(query);
  stop_words constant text[] := array['a', 'an', 'and', 'at', 'by', 'for', 'from', 'in', 'of', 'on',
    'the', 'to', 'with'];
  is_single constant boolean := cardinality(tokens) <= 1;
begin
  return query
    with numbered as (
      select token, n::integer from unnest(tokens) with ordinality as t (token, n)
        -- Stop words count only if there is nothing else.
        where token <> all (stop_words) or tokens <@ stop_words),
    spans as (
      select s.* from unnest(array['J', 'P']) spelling
        cross join lateral public.search_syllable_spans(tokens, spelling) s)
    select n, 'run', run, public.search_phrase(run)
      from numbered cross join unnest(public.search_regional_variants(token)) run
      where token collate "C" >= '⺀'
    union all
    -- The beginning of a word, except single letters among other words, and regional variants.
    select n, 'word', word, word || case
        when word = left(token, 64) and (is_single or length(word) > 1) then ':*' else '' end
      from numbered cross join lateral unnest(
        left(token, 64) || string_to_array(public.search_regional_table() ->> token, ' ')) as word
      where token collate "C" < '⺀'
    union
    select n, 'reading', syllables, '(' || syllables || ')'
      from numbered join spans on n between spans.first and spans.last;
end $$;

create or replace function public.search_query(query text) returns tsquery
immutable strict parallel safe language sql as $$
-- Null, which matches nothing, if the query has no terms.
  select string_agg('(' || alternatives || ')', ' & ')::tsquery from (
    select string_agg(expression, ' | ' order by kind, piece) as alternatives
      from public.search_query_terms(query) group by term order by term) t
$$;

create or replace function public.search_query_keys(query text) returns text[]
immutable strict parallel safe language sql as $$
-- The keys of names that equal the query.
  select case when key = '' then '{}' when key collate "C" >= '⺀' and strpos(key, '_') = 0
      then public.search_regional_variants(key) else array[key] end
    from public.search_name_key(public.search_words(left(query, 400))) as key
$$;

create or replace function public.search_exact_query(query text) returns tsquery
immutable strict parallel safe language sql as $$
-- Matches names that equal the query, as written or as read.
  select string_agg('=' || key, ' | ')::tsquery from (
    select unnest(public.search_query_keys(query)) as key
    union
    select replace(syllables, ' <-> ', '') from public.search_query_tokens(query) as tokens
      cross join unnest(array['J', 'P']) spelling
      cross join lateral public.search_syllable_spans(tokens, spelling)
      where first = 1 and last = cardinality(tokens)) k
$$;

create or replace function public.search_highlights(query text, given text) returns text[]
immutable strict parallel safe language plpgsql as $$
-- The parts of a text that a query matches, as they are written there.
declare
  folded text := public.search_fold(given);
  t record;
  start integer;
  size integer;
  highlights text[] := '{}';
begin
  for t in select * from public.search_query_terms(query) order by term, kind, piece loop
    if t.kind = 'run' and strpos(folded, t.piece) > 0 and length(folded) = length(given) then
      highlights := highlights || substr(given, strpos(folded, t.piece), length(t.piece));
    elsif t.kind = 'run' and strpos(public.search_words(given), t.piece) > 0 then
      highlights := highlights || given;  -- across brackets, or folded to another length
    elsif t.kind = 'word' then
      highlights := highlights || array(
        select m[1] from regexp_matches(given, '[0-9a-zÀ-ÖØ-öø-\u10ff\u1200-\u1fffA-Z０-９Ａ-Ｚａ-ｚ]+', 'g') m
          where starts_with(public.search_fold(m[1]), t.piece)
            and (t.expression like '%:*' or public.search_fold(m[1]) = t.piece));
    elsif t.kind = 'reading' then
      size := regexp_count(t.piece, '[JP]');
      for start in 1..length(given) - size + 1 loop
        if public.search_reading_lexemes(public.search_words(substr(given, start, size)))::tsvector
            @@ t.expression::tsquery then
          highlights := highlights || substr(given, start, size);
        end if;
      end loop;
    end if;
  end loop;
  return array(select w from unnest(highlights) with ordinality as f (w, n) group by w order by min(n));
end $$;
