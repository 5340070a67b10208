-- Splits texts into lexemes. Immutable, with qualified names, so that a dump can be restored.
-- The position of a lexeme is the offset of its character, so that phrases match adjacent ones only.

create or replace function public.search_fold(input text) returns text
immutable strict parallel safe language plpgsql as $$
-- Folds variants of Chinese characters, full-width forms, case and accents, and removes characters
-- that cannot be seen (Default_Ignorable_Code_Point of Unicode). Works character by character, so
-- that a part of a name is folded as it is within the name.
declare
  normalized text;
  folded text := '';
  letter text;
begin
  if octet_length(input) = length(input) then
    return lower(input collate "C");
  end if;
  normalized := lower(normalize(regexp_replace(input, '[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+', '', 'g'), NFKC) collate "C");
  if normalized ~ '[\u00c0-\u2e7f]' then
    normalized := regexp_replace(normalize(normalized, NFKD), '[\u0300-\u036f]+', '', 'g');
    normalized := lower(normalize(normalized, NFKC) collate "C");
  end if;
  foreach letter in array string_to_array(normalized, null) loop
    folded := folded || coalesce(public.search_fold_table() ->> letter, letter);
  end loop;
  return folded;
end $$;

create or replace function public.search_words(input text) returns text
immutable strict parallel safe language plpgsql as $$
-- Runs of Chinese characters and words of letters and digits, separated by single spaces.
-- Brackets, dots and spaces between Chinese characters are dropped: 香港中文大學（深圳） is one run.
declare words text := public.search_fold(input);
begin
  if octet_length(words) = length(words) then
    return btrim(regexp_replace(words, '[^0-9a-z]+', ' ', 'g'));
  end if;
  words := regexp_replace(words, '([⺀-⿕々〇ぁ-ゖァ-ヺーㄅ-ㄯㆠ-ㆿㇰ-ㇿ㐀-䶿一-鿿가-힣豈-﫿\U00020000-\U0003ffff])[「」『』《》〈〉“”‘’"''()[\]【】〔〕·•‧・‐-―_/&+~ -]+(?=[⺀-⿕々〇ぁ-ゖァ-ヺーㄅ-ㄯㆠ-ㆿㇰ-ㇿ㐀-䶿一-鿿가-힣豈-﫿\U00020000-\U0003ffff])', '\1', 'g');
  words := regexp_replace(words, '[^⺀-⿕々〇ぁ-ゖァ-ヺーㄅ-ㄯㆠ-ㆿㇰ-ㇿ㐀-䶿一-鿿가-힣豈-﫿\U00020000-\U0003ffff0-9a-zÀ-ÖØ-öø-\u10ff\u1200-\u1fff]+', ' ', 'g');
  words := regexp_replace(
    words, '([⺀-⿕々〇ぁ-ゖァ-ヺーㄅ-ㄯㆠ-ㆿㇰ-ㇿ㐀-䶿一-鿿가-힣豈-﫿\U00020000-\U0003ffff])(?=[0-9a-zÀ-ÖØ-öø-\u10ff\u1200-\u1fff])|([0-9a-zÀ-ÖØ-öø-\u10ff\u1200-\u1fff])(?=[⺀-⿕々〇ぁ-ゖァ-ヺーㄅ-ㄯㆠ-ㆿㇰ-ㇿ㐀-䶿一-鿿가-힣豈-﫿\U00020000-\U0003ffff])', '\1\2 ', 'g');
  return btrim(words);
end $$;

create or replace function public.search_spellings(word text) returns text[]
immutable strict parallel safe language plpgsql as $$
-- An English word in its other spellings: organisation, organization; centre, center; laboratory, lab.
declare
  spellings text[] := word || string_to_array(public.search_spellings_table() ->> word, ' ');
  ending constant text := '^([a-z]{3,}i)([sz])((?:ation|ational|ations|e|ed|er|ers|es|ing|able)$)';
  parts text[];
begin
  if word ~ 'i[sz][aei]' then
    parts := regexp_match(word, ending);
    if parts is not null then
      spellings := spellings || (parts[1] || translate(parts[2], 'sz', 'zs') || parts[3]);
    end if;
  end if;
  return spellings;
end $$;

create or replace function public.search_lexemes(words text) returns text
immutable strict parallel safe language plpgsql as $$
-- All Chinese characters and adjacent pairs with their positions; words, in all of their spellings,
-- without positions.
declare
  -- Whether a word may end in a way that is spelt in two.
  has_endings constant boolean := words ~ 'i[sz][aei]';
  word text;
  letter text;
  previous text;
  n integer := 0;
  lexemes text := '';
begin
  foreach word in array string_to_array(words, ' ') loop
    if word collate "C" >= '⺀' then
      previous := null;
      foreach letter in array string_to_array(word, null) loop
        lexemes := concat(lexemes, previous || letter || ':' || n || ' ', letter, ':', n + 1, ' ');
        n := n + 1;
        previous := letter;
      end loop;
    elsif has_endings or length(word) > 64 or public.search_spellings_table() ? word then
      lexemes := lexemes || array_to_string(public.search_spellings(left(word, 64)), ' ') || ' ';
      n := n + length(word);
    else
      lexemes := lexemes || word || ' ';
      n := n + length(word);
    end if;
    n := n + 1;
  end loop;
  return lexemes;
end $$;

create or replace function public.search_name_key(words text) returns text
immutable strict parallel safe language sql as $$
-- The form in which complete names are compared: words joined by _, without a leading article.
  select left(regexp_replace(replace(words, ' ', '_'), '^(the|an|a)_', ''), 400)
$$;

create or replace function public.search_spelling_key(key text) returns text
immutable strict parallel safe language plpgsql as $$
-- The key of a name, the same for all spellings of its words.
declare
  has_endings constant boolean := key ~ 'i[sz][aei]';
  words text[] := string_to_array(key, '_');
begin
  if not (has_endings or public.search_spellings_table() ?| words) then
    return key;
  end if;
  for n in 1 .. cardinality(words) loop
    if has_endings and words[n] ~ 'i[sz][aei]' or public.search_spellings_table() ? words[n] then
      words[n] := (select min(spelling collate "C")
        from unnest(public.search_spellings(words[n])) spelling);
    end if;
  end loop;
  return array_to_string(words, '_');
end $$;

create or replace function public.search_reading_lexemes(words text) returns text
immutable strict parallel safe language plpgsql as $$
-- The readings of all characters, with their positions. Those of 行 are `Jhang Jhong Phang Pxing`:
-- Jyutping, most common first, then Pinyin, most common last.
declare
  word text;
  letter text;
  readings text;
  n integer := 0;
  lexemes text := '';
begin
  foreach word in array string_to_array(words, ' ') loop
    if word collate "C" < '⺀' then
      n := n + length(word);
    else
      foreach letter in array string_to_array(word, null) loop
        n := n + 1;
        readings := public.search_readings_table() ->> letter;
        if readings is not null then
          lexemes := lexemes || replace(readings, ' ', ':' || n || ' ') || ':' || n || ' ';
        end if;
      end loop;
    end if;
    n := n + 1;
  end loop;
  return lexemes;
end $$;

create or replace function public.search_reading_keys(key text) returns text
immutable strict parallel safe language plpgsql as $$
-- The keys of a Chinese name in its most common readings; null for names with other characters.
declare
  letter text;
  readings text;
  jyutping text := '';
  pinyin text := '';
begin
  if length(key) not between 2 and 30 then
    return null;
  end if;
  foreach letter in array string_to_array(key, null) loop
    readings := public.search_readings_table() ->> letter;
    if readings is null then
      return null;
    end if;
    jyutping := jyutping || split_part(readings, ' ', 1);
    pinyin := pinyin || split_part(readings, ' ', -1);
  end loop;
  return '=' || jyutping || ' =' || pinyin;
end $$;

create or replace function public.search_names_vector(names text[]) returns tsvector
immutable strict parallel safe language plpgsql as $$
declare
  name text;
  name_words text;
  key text;
  words text := '';
  keys text := '';
begin
  foreach name in array names loop
    name_words := public.search_words(name);
    key := public.search_name_key(name_words);
    if key <> '' then
      words := words || ' ' || name_words;
      keys := concat(keys, ' =', key, ' =', public.search_spelling_key(key), ' ',
        public.search_reading_keys(key));
    end if;
  end loop;
  words := substr(words, 2, 4000);
  return (public.search_lexemes(words) || public.search_reading_lexemes(words) || keys)::tsvector;
end $$;

create or replace function public.search_texts_vector(texts text[]) returns tsvector
immutable strict parallel safe language plpgsql as $$
-- Text by text: one in English is folded faster.
declare
  text text;
  words text := '';
begin
  foreach text in array texts loop
    words := words || ' ' || public.search_words(text);
  end loop;
  return public.search_lexemes(substr(words, 2, 12000))::tsvector;
end $$;
