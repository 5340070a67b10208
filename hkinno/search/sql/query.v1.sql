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
declare
  remainders text[] := array[regexp_replace(word, '[1-9]$', '')];
  partial text[] := array[''];
  complete text[] := '{}';
begin
  if length(word) > 40 or remainders[1] ~ '[^a-z]' then
    return null;
  end if;
  for n_syllables in 1..12 loop
    select coalesce(array_agg(remainder) filter (where remainder <> ''), '{}'),
        coalesce(array_agg(syllables) filter (where remainder <> ''), '{}'),
        complete || coalesce(array_agg(syllables) filter (where remainder = ''), '{}')
      into remainders, partial, complete
      from (
        select substr(r, size + 1) as remainder,
            s || case s when '' then '' else ' <-> ' end || spelling || syllable as syllables
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
returns table (first integer, last integer, syllables text)
immutable strict parallel safe language plpgsql as $$
-- The spans of tokens that can be read as two or more syllables: single tokens, and the longest spans
-- of at most ten tokens, which is enough for names and bounds the size of the query.
declare
  token_readings text[];
  span_readings text[];
begin
  last := 1;
  for n in 1..cardinality(tokens) + 1 loop
    token_readings := public.search_syllables(tokens[n], spelling);
    if token_readings is null and span_readings is not null and n - last <= 10 then
      return query select last, n - 1, j from unnest(span_readings) j where j like '% %';
    elsif span_readings is null then
      last := n;
    end if;
    return query select n, n, o from unnest(token_readings) o where o like '% %';
    -- Within a longer span, a token that can be one syllable is read as one.
    if token_readings[1] not like '% %' then
      token_readings := array(select o from unnest(token_readings) o where o not like '% %');
    end if;
    span_readings := case
      when token_readings is null then null
      when span_readings is null then token_readings
      else array(
        select j || ' <-> ' || o
          from unnest(span_readings) j cross join unnest(token_readings) o limit 8) end;
  end loop;
end $$;

create or replace function public.search_query_terms(query text)
returns table (term integer, kind text, piece text, expression text)
immutable strict parallel safe language plpgsql as $$
-- The alternatives for each term of a query; every term must match. The kind of an alternative is
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
        -- Stop words are ignored unless the query has no other tokens.
        where token <> all (stop_words) or tokens <@ stop_words),
    spans as (
      select s.* from unnest(array['J', 'P']) spelling
        cross join lateral public.search_syllable_spans(tokens, spelling) s)
    select n, 'run', run, public.search_phrase(run)
      from numbered cross join unnest(public.search_regional_variants(token)) run
      where token collate "C" >= '⺀'
    union all
    -- Words match as prefixes, except for single letters among other tokens and regional variants.
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
-- Returns null, which matches nothing, if the query has no terms.
  select string_agg('(' || alternatives || ')', ' & ')::tsquery from (
    select string_agg(expression, ' | ' order by kind, piece) as alternatives
      from public.search_query_terms(query) group by term order by term) t
$$;

create or replace function public.search_query_keys(query text) returns text[]
immutable strict parallel safe language sql as $$
-- The keys of names that are equal to the query.
  select case when key = '' then '{}' when key collate "C" >= '⺀' and strpos(key, '_') = 0
      then public.search_regional_variants(key) else array[key] end
    from public.search_name_key(public.search_words(left(query, 400))) as key
$$;

create or replace function public.search_exact_query(query text) returns tsquery
immutable strict parallel safe language sql as $$
-- Matches names that are equal to the query, as written or as read.
  select string_agg('=' || key, ' | ')::tsquery from (
    select unnest(public.search_query_keys(query)) as key
    union
    select replace(syllables, ' <-> ', '') from public.search_query_tokens(query) as tokens
      cross join unnest(array['J', 'P']) spelling
      cross join lateral public.search_syllable_spans(tokens, spelling)
      where first = 1 and last = cardinality(tokens)) k
$$;

create or replace function public.search_highlights(query text, input text) returns text[]
immutable strict parallel safe language plpgsql as $$
-- The parts of a text that match a query, as written in the text.
declare
  folded text := public.search_fold(input);
  t record;
  start integer;
  size integer;
  highlights text[] := '{}';
begin
  for t in select * from public.search_query_terms(query) order by term, kind, piece loop
    if t.kind = 'run' and strpos(folded, t.piece) > 0 and length(folded) = length(input) then
      highlights := highlights || substr(input, strpos(folded, t.piece), length(t.piece));
    elsif t.kind = 'run' and strpos(public.search_words(input), t.piece) > 0 then
      highlights := highlights || input;  -- the match spans brackets, or folding changes the length
    elsif t.kind = 'word' then
      highlights := highlights || array(
        select m[1] from regexp_matches(input, '[0-9a-zÀ-ÖØ-öø-\u10ff\u1200-\u1fffA-Z０-９Ａ-Ｚａ-ｚ]+', 'g') m
          where starts_with(public.search_fold(m[1]), t.piece)
            and (t.expression like '%:*' or public.search_fold(m[1]) = t.piece));
    elsif t.kind = 'reading' then
      size := regexp_count(t.piece, '[JP]');
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
