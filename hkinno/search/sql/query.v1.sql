-- What a query asks. It is cut as texts are.

create or replace function public.hkinno_regional(run text) returns text[]
immutable strict parallel safe language plpgsql as $$
-- The run as it is, then with the words that other regions have for the same: 機械人, 機器人.
declare
  said text[] := array[''];
  others text[];
  size integer;
  reached integer := 1;
begin
  while reached <= length(run) loop
    size := least(public.hkinno_longest_regional_word(), length(run) - reached + 1);
    loop
      others := string_to_array(public.hkinno_regional_table() ->> substr(run, reached, size), ' ');
      exit when others is not null or size = 1;
      size := size - 1;
    end loop;
    others := substr(run, reached, size) || coalesce(others, '{}');
    said := array(
      select before || other
        from unnest(others) with ordinality as o (other, m)
        cross join unnest(said) with ordinality as s (before, n)
        order by m, n limit 16);
    reached := reached + size;
  end loop;
  return said;
end $$;

create or replace function public.hkinno_run(run text) returns text
immutable strict parallel safe language sql as $$
-- Its pairs of neighbours, each next to the other.
  select case length(run) when 1 then run else (
    select string_agg(substr(run, n, 2), ' <-> ' order by n)
      from generate_series(1, length(run) - 1) n) end
$$;

create or replace function public.hkinno_syllables(word text, spelling text) returns text[]
immutable strict parallel safe language plpgsql as $$
-- The ways to read a word as syllables of jyutping (J, Yale's spelling too) or of pinyin (P), at
-- most four and the shortest first: `Jhoeng <-> Jgong`. Null where there is none. The nasal ng is a
-- syllable only at the beginning: else it ends what stands before.
declare
  rest text[] := array[regexp_replace(word, '[1-9]$', '')];
  said text[] := array[''];
  read text[] := '{}';
begin
  if length(word) > 40 or rest[1] ~ '[^a-z]' then
    return null;
  end if;
  for length_so_far in 1..12 loop
    select coalesce(array_agg(after) filter (where after <> ''), '{}'),
        coalesce(array_agg(now) filter (where after <> ''), '{}'),
        read || coalesce(array_agg(now) filter (where after = ''), '{}')
      into rest, said, read
      from (
        select substr(r, size + 1) as after,
            s || case s when '' then '' else ' <-> ' end || spelling || syllable as now
          from unnest(rest, said) with ordinality as open (r, s, n)
          cross join generate_series(6, 1, -1) size
          cross join unnest(string_to_array(
            public.hkinno_syllables_table() -> spelling ->> substr(r, 1, size), ' ')) as syllable
          where length(r) >= size and not (s <> '' and syllable = 'ng')
          order by n, size desc, syllable limit 64) step;
    -- One syllable may be two, as xian is Xi'an; beyond that the shortest reading is meant.
    exit when cardinality(rest) = 0 or length_so_far > 1 and cardinality(read) > 0;
  end loop;
  return nullif(read[1:4], '{}');
end $$;

create or replace function public.hkinno_tokens(query text) returns text[]
immutable strict parallel safe language sql as $$
-- Its runs and words. A blank parts even Chinese here: its parts are looked for one by one.
  select coalesce(array_agg(token order by n, m), '{}')
    from regexp_split_to_table(public.hkinno_fold(left(query, 400)), '\s+')
      with ordinality as c (chunk, n)
    cross join unnest(string_to_array(public.hkinno_words(chunk), ' '))
      with ordinality as t (token, m)
$$;

create or replace function public.hkinno_spelt(tokens text[], spelling text)
returns table (first integer, last integer, read text)
immutable strict parallel safe language plpgsql as $$
-- Every stretch of tokens that can be read as syllables, two or more, and each of its tokens alone.
-- A stretch has at most ten: names have no more, and each costs.
declare
  own text[];
  joined text[];
begin
  last := 1;
  for each in 1..cardinality(tokens) + 1 loop
    own := public.hkinno_syllables(tokens[each], spelling);
    if own is null and joined is not null and each - last <= 10 then
      return query select last, each - 1, r from unnest(joined) r where r like '% %';
    elsif joined is null then
      last := each;
    end if;
    return query select each, each, r from unnest(own) r where r like '% %';
    -- In a stretch, what can be one syllable is one.
    if own[1] not like '% %' then
      own := array(select o from unnest(own) o where o not like '% %');
    end if;
    joined := case when own is null then null when joined is null then own else array(
      select b || ' <-> ' || o from unnest(joined) b cross join unnest(own) o limit 8) end;
  end loop;
end $$;

create or replace function public.hkinno_terms(query text)
returns table (term integer, kind text, piece text, asked text)
immutable strict parallel safe language plpgsql as $$
-- What must all be found, `term` by term, and the ways in which each may be. `kind`: a `run` of
-- characters, a `word` or the beginning of one, or `spoken`, the syllables of characters.
declare
  tokens text[] := public.hkinno_tokens(query);
  small constant text[] := array['a', 'an', 'and', 'at', 'by', 'for', 'from', 'in', 'of', 'on',
    'the', 'to', 'with'];
  has_more constant boolean := cardinality(tokens) > 1;
begin
  return query
    with each as (
      select token, n::integer from unnest(tokens) with ordinality as t (token, n)
        -- Words that say nothing do not count, unless there is nothing else.
        where token <> all (small) or tokens <@ small),
    spelt as (
      select s.* from unnest(array['J', 'P']) spelling
        cross join lateral public.hkinno_spelt(tokens, spelling) s)
    select n, 'run', run, public.hkinno_run(run)
      from each cross join unnest(public.hkinno_regional(token)) run
      where token collate "C" >= '⺀'
    union all
    -- The beginning of a word, but for single letters beside others, and for words of our own.
    select n, 'word', word, word || case
        when word <> left(token, 64) or has_more and length(word) = 1 then '' else ':*' end
      from each cross join lateral unnest(
        left(token, 64) || string_to_array(public.hkinno_regional_table() ->> token, ' ')) as word
      where token collate "C" < '⺀'
    union
    select n, 'spoken', read, '(' || read || ')'
      from each join spelt on n between spelt.first and spelt.last;
end $$;

create or replace function public.hkinno_query(query text) returns tsquery
immutable strict parallel safe language sql as $$
-- Null, which nothing matches, where there is nothing to look for.
  select string_agg('(' || ways || ')', ' & ')::tsquery from (
    select string_agg(asked, ' | ' order by kind, piece) as ways
      from public.hkinno_terms(query) group by term order by term) t
$$;

create or replace function public.hkinno_keys(query text) returns text[]
immutable strict parallel safe language sql as $$
-- The keys of names that are equal to the query.
  select case when key = '' then '{}' when key collate "C" >= '⺀' and strpos(key, '_') = 0
      then public.hkinno_regional(key) else array[key] end
    from public.hkinno_key(public.hkinno_words(left(query, 400))) as key
$$;

create or replace function public.hkinno_exactly(query text) returns tsquery
immutable strict parallel safe language sql as $$
-- That a name is equal to the query, written or spelt.
  select string_agg('=' || key, ' | ')::tsquery from (
    select unnest(public.hkinno_keys(query)) as key
    union
    select replace(read, ' <-> ', '') from public.hkinno_tokens(query) as tokens
      cross join unnest(array['J', 'P']) spelling
      cross join lateral public.hkinno_spelt(tokens, spelling)
      where first = 1 and last = cardinality(tokens)) k
$$;

create or replace function public.hkinno_matched(query text, given text) returns text[]
immutable strict parallel safe language plpgsql as $$
-- The stretches of a text that a query matches, as they are written there.
declare
  folded text := public.hkinno_fold(given);
  t record;
  at integer;
  size integer;
  found_ text[] := '{}';
begin
  for t in select * from public.hkinno_terms(query) order by term, kind, piece loop
    if t.kind = 'run' and strpos(folded, t.piece) > 0 and length(folded) = length(given) then
      found_ := found_ || substr(given, strpos(folded, t.piece), length(t.piece));
    elsif t.kind = 'run' and strpos(public.hkinno_words(given), t.piece) > 0 then
      found_ := found_ || given;  -- through brackets, or in forms that fold to more or fewer
    elsif t.kind = 'word' then
      found_ := found_ || array(
        select m[1] from regexp_matches(given, '[0-9a-zÀ-ÖØ-öø-\u10ff\u1200-\u1fffA-Z０-９Ａ-Ｚａ-ｚ]+', 'g') m
          where starts_with(public.hkinno_fold(m[1]), t.piece)
            and (t.asked like '%:*' or public.hkinno_fold(m[1]) = t.piece));
    elsif t.kind = 'spoken' then
      size := regexp_count(t.piece, '[JP]');
      for at in 1..length(given) - size + 1 loop
        if public.hkinno_spoken(public.hkinno_words(substr(given, at, size)))::tsvector
            @@ t.asked::tsquery then
          found_ := found_ || substr(given, at, size);
        end if;
      end loop;
    end if;
  end loop;
  return array(select w from unnest(found_) with ordinality as f (w, n) group by w order by min(n));
end $$;
