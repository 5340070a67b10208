-- How a text becomes what is searched. Immutable, and qualified, so that a dump restores.
-- Offsets of characters are positions, so that neighbours in a query must be neighbours in a text.

create or replace function public.hkinno_fold(given text) returns text
immutable strict parallel safe language plpgsql as $$
-- One form for Traditional, Simplified and Hong Kong characters, full-width forms, capitals and
-- accents. Character by character: a part of a name then folds as it does within the name.
declare
  folded text := lower(normalize(given, NFKC) collate "C");
  reached text := '';
  letter text;
begin
  if octet_length(folded) = length(folded) then
    return folded;
  end if;
  if folded ~ '[\u00c0-\u2e7f]' then
    folded := regexp_replace(normalize(folded, NFKD), '[\u0300-\u036f]+', '', 'g');
    folded := lower(normalize(folded, NFKC) collate "C");
  end if;
  foreach letter in array string_to_array(folded, null) loop
    reached := reached || coalesce(public.hkinno_fold_table() ->> letter, letter);
  end loop;
  return reached;
end $$;

create or replace function public.hkinno_words(given text) returns text
immutable strict parallel safe language plpgsql as $$
-- Runs of Chinese characters and words of letters and digits, with one blank between any two.
-- Brackets, dots and blanks within Chinese are looked through: 香港中文大學（深圳） is one run.
declare words text := public.hkinno_fold(given);
begin
  words := regexp_replace(words, '([⺀-⿕々〇ぁ-ゖァ-ヺーㄅ-ㄯㆠ-ㆿㇰ-ㇿ㐀-䶿一-鿿가-힣豈-﫿\U00020000-\U0003ffff])[「」『』《》〈〉“”‘’"''()[\]【】〔〕·•‧・‐-―_/&+~ -]+(?=[⺀-⿕々〇ぁ-ゖァ-ヺーㄅ-ㄯㆠ-ㆿㇰ-ㇿ㐀-䶿一-鿿가-힣豈-﫿\U00020000-\U0003ffff])', '\1', 'g');
  words := regexp_replace(words, '[^⺀-⿕々〇ぁ-ゖァ-ヺーㄅ-ㄯㆠ-ㆿㇰ-ㇿ㐀-䶿一-鿿가-힣豈-﫿\U00020000-\U0003ffff0-9a-zÀ-ÖØ-öø-\u10ff\u1200-\u1fff]+', ' ', 'g');
  words := regexp_replace(
    words, '([⺀-⿕々〇ぁ-ゖァ-ヺーㄅ-ㄯㆠ-ㆿㇰ-ㇿ㐀-䶿一-鿿가-힣豈-﫿\U00020000-\U0003ffff])(?=[0-9a-zÀ-ÖØ-öø-\u10ff\u1200-\u1fff])|([0-9a-zÀ-ÖØ-öø-\u10ff\u1200-\u1fff])(?=[⺀-⿕々〇ぁ-ゖァ-ヺーㄅ-ㄯㆠ-ㆿㇰ-ㇿ㐀-䶿一-鿿가-힣豈-﫿\U00020000-\U0003ffff])', '\1\2 ', 'g');
  return btrim(words);
end $$;

create or replace function public.hkinno_lexemes(words text) returns text
immutable strict parallel safe language plpgsql as $$
-- Every character and every pair of neighbours with its position, every word without.
declare
  letters text[] := string_to_array(words, null);
  runs text;
begin
  select string_agg(
      letter || ':' || n
      || case when next collate "C" >= '⺀' then ' ' || letter || next || ':' || n else '' end,
      ' ')
    into runs
    from unnest(letters, letters[2:]) with ordinality as each (letter, next, n)
    where letter collate "C" >= '⺀';
  return concat_ws(' ', runs, (
    select string_agg(left(word, 64), ' ') from unnest(string_to_array(words, ' ')) word
      where word collate "C" < '⺀'));
end $$;

create or replace function public.hkinno_readings(letter text) returns text
immutable strict parallel safe language plpgsql as $$
-- `Jhang Jhong Phang Pxing`: in jyutping the commonest first, in pinyin the commonest last.
begin
  return public.hkinno_readings_table() ->> letter;
end $$;

create or replace function public.hkinno_key(words text) returns text
immutable strict parallel safe language sql as $$
-- What a name is equal to, and begins with, in completions: without an article in front.
  select left(regexp_replace(replace(words, ' ', '_'), '^(the|an|a)_', ''), 400)
$$;

create or replace function public.hkinno_spoken(words text) returns text
immutable strict parallel safe language plpgsql as $$
-- The readings of every character, with its position.
declare
  letter text;
  said text;
  n integer := 0;
  reached text := '';
begin
  foreach letter in array string_to_array(words, null) loop
    n := n + 1;
    said := public.hkinno_readings(letter);
    if said is not null then
      reached := reached || replace(said, ' ', ':' || n || ' ') || ':' || n || ' ';
    end if;
  end loop;
  return reached;
end $$;

create or replace function public.hkinno_spoken_keys(key text) returns text
immutable strict parallel safe language plpgsql as $$
-- What a wholly Chinese name is equal to when it is spelt, by the commonest readings.
declare
  letter text;
  said text;
  jyutping text := '';
  pinyin text := '';
begin
  if length(key) not between 2 and 30 then
    return null;
  end if;
  foreach letter in array string_to_array(key, null) loop
    said := public.hkinno_readings(letter);
    if said is null then
      return null;
    end if;
    jyutping := jyutping || split_part(said, ' ', 1);
    pinyin := pinyin || split_part(said, ' ', -1);
  end loop;
  return '=' || jyutping || ' =' || pinyin;
end $$;

create or replace function public.hkinno_names_vector(names text[]) returns tsvector
immutable strict parallel safe language plpgsql as $$
declare
  each text[] := array(select public.hkinno_words(name) from unnest(names) name);
  words text := left(array_to_string(each, ' '), 4000);
begin
  return concat_ws(' ', public.hkinno_lexemes(words), public.hkinno_spoken(words), (
    select string_agg(concat_ws(' ', '=' || key, public.hkinno_spoken_keys(key)), ' ')
      from unnest(each) name cross join lateral public.hkinno_key(name) as key
      where key <> ''))::tsvector;
end $$;

create or replace function public.hkinno_texts_vector(texts text[]) returns tsvector
immutable strict parallel safe language plpgsql as $$
begin
  return public.hkinno_lexemes(
    left(public.hkinno_words(array_to_string(texts, E'\n')), 12000))::tsvector;
end $$;

create or replace function public.hkinno_prominence(resource text, names text[]) returns integer
immutable strict parallel safe language sql as $$
-- The smaller, the earlier among equals: things before figures before sources, and the shorter the
-- name, the more of it was asked for. A Chinese character says as much as three letters.
  select case resource when 'sources' then 20000 when 'indicators' then 10000 else 0 end
    + coalesce(3 * least(length(names[1]), 1000), 0) + coalesce(least(length(names[2]), 1000), 0)
$$;
