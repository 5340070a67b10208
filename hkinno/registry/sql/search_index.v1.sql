-- Maintains the search index for every writer of records, and looks up hits in it.

create or replace function public.registry_searched_names(zh text, en text, aliases jsonb)
returns text[] immutable parallel safe language sql as $$
  select array_remove(array[zh, en] || array(
    select alias ->> 'value' from jsonb_array_elements(aliases) alias), '')
$$;

create or replace function public.registry_searched_texts(zh text, en text, focus jsonb)
returns text[] immutable parallel safe language sql as $$
  select array_remove(array(
    select label from jsonb_array_elements(focus) field
      cross join unnest(array[field ->> 'zh-Hant', field ->> 'en']) label) || array[zh, en], '')
$$;

create or replace function public.registry_index_record() returns trigger language plpgsql as $$
begin
  update public.registry_searchentry set
      names = public.registry_searched_names(new.name_zh, new.name_en, new.aliases),
      texts = public.registry_searched_texts(new.summary_zh, new.summary_en, new.focus)
    where record_id = new.id;
  return null;
end $$;
create or replace trigger index_changed after update on registry_record for each row
  when ((old.name_zh, old.name_en, old.aliases, old.focus, old.summary_zh, old.summary_en)
    is distinct from
    (new.name_zh, new.name_en, new.aliases, new.focus, new.summary_zh, new.summary_en))
  execute function public.registry_index_record();

create or replace function public.registry_index_new_records() returns trigger language plpgsql as $$
-- An entry with the texts of a child row may exist already.
begin
  insert into public.registry_searchentry (record_id, resource, names, texts, own_texts)
    select id, resource, public.registry_searched_names(name_zh, name_en, aliases),
      public.registry_searched_texts(summary_zh, summary_en, focus), '{}' from inserted
    on conflict (record_id) do update set names = excluded.names, texts = excluded.texts;
  return null;
end $$;
create or replace trigger index_new after insert on registry_record referencing new table as inserted
  for each statement execute function public.registry_index_new_records();

create or replace function public.registry_unindex_record() returns trigger language plpgsql as $$
begin
  delete from public.registry_completion where record_id = old.id;
  delete from public.registry_searchentry where record_id = old.id;
  return null;
end $$;
create or replace trigger unindex_deleted after delete on registry_record
  for each row execute function public.registry_unindex_record();

create or replace function public.registry_index_own_texts() returns trigger language plpgsql as $$
-- Indexes the columns of a child table that are the arguments of the trigger. The child row may be
-- written before its record, as foreign keys are checked at the end of the transaction.
declare
  column_texts text[] := array(
    select text from unnest(tg_argv) with ordinality as a (name, n)
      cross join lateral (select to_jsonb(new) ->> name) t (text)
      where text <> '' order by n);
begin
  insert into public.registry_searchentry (record_id, resource, names, texts, own_texts)
    values (new.record_ptr_id, new.resource_, '{}', '{}', column_texts)
    on conflict (record_id) do update set own_texts = excluded.own_texts;
  return null;
end $$;

create or replace function public.registry_complete_records(ids text[]) returns void language plpgsql as $$
-- One row per distinct key, for the first name with that key. Ids are RECORD.NUMBER, so that dumped
-- rows can be loaded over the rows that this function wrote. Words stay when their last name changes.
begin
  with added as (
    insert into public.registry_completion (id, record_id, key, name, prominence)
      select distinct on (record_id, key) record_id || '.' || n, record_id, key, name, prominence
        from public.registry_searchentry
        cross join lateral unnest(names) with ordinality as names (name, n)
        cross join lateral public.search_name_key(public.search_words(name)) as key
        where record_id = any (ids) and key <> '' order by record_id, key, n
      returning key)
  insert into public.registry_nameword (word)
    select distinct word from added cross join lateral public.search_correctable_words(key) word
    on conflict do nothing;
end $$;

create or replace function public.registry_complete_new_entries() returns trigger language plpgsql as $$
begin
  perform public.registry_complete_records(array(select record_id from inserted));
  return null;
end $$;
create or replace trigger complete_new after insert on registry_searchentry
  referencing new table as inserted
  for each statement execute function public.registry_complete_new_entries();

create or replace function public.registry_complete_entry() returns trigger language plpgsql as $$
begin
  delete from public.registry_completion where record_id = new.record_id;
  perform public.registry_complete_records(array[new.record_id]);
  return null;
end $$;
create or replace trigger complete_changed after update of names on registry_searchentry
  for each row execute function public.registry_complete_entry();

create or replace function public.registry_search_hits(query text, scope text, max_hits integer)
returns setof text stable strict language plpgsql set enable_seqscan = off as $$
-- The ids of up to max_hits matching records, unordered and including drafts. Always uses the index:
-- the planner misestimates words that never occur together, as it multiplies their frequencies.
declare
  expression tsquery := public.search_query(query);
begin
  case scope
    when 'equal' then return query select record_id::text from public.registry_searchentry
      where names_vector @@ public.search_exact_query(query) limit max_hits;
    when 'names' then return query select record_id::text from public.registry_searchentry
      where names_vector @@ expression limit max_hits;
    when 'anywhere' then return query select record_id::text from public.registry_searchentry
      where names_vector || texts_vector @@ expression limit max_hits;
    when 'texts' then return query select record_id::text from public.registry_searchentry
      where names_vector || texts_vector @@ expression and not names_vector @@ expression
      limit max_hits;
  end case;
end $$;

create or replace function public.registry_listed_entries(only_resource text)
returns setof public.registry_searchentry stable parallel safe language sql as $$
-- The entries of published records that are no duplicates, of one resource or of all.
  select entry.* from public.registry_searchentry entry
    where (only_resource is null or resource = only_resource)
      and not exists (select from public.registry_record hidden where hidden.id = entry.record_id
        and (hidden.status <> 'published' or hidden.merged_into_id is not null))
$$;

create or replace function public.registry_search_page(query text, only_resource text, wanted integer,
  max_hits integer) returns table (ids text[], hit_count integer)
stable language plpgsql set enable_seqscan = off as $$
-- The ids of the first listed records that match, as the queryset `rank` orders them, and the number of
-- those that match, counted up to max_hits + 1.
declare
  expression constant tsquery := public.search_query(query);
  exact constant tsquery := public.search_exact_query(query);
  all_hits real;
  rows_read integer;
  in_names text[];
begin
  ids := array(
    select record_id from public.registry_listed_entries(only_resource)
      where names_vector || texts_vector @@ expression limit max_hits + 1);
  hit_count := cardinality(ids);
  if hit_count <= max_hits then
    ids := array(
      select record_id from public.registry_searchentry where record_id = any (ids)
        order by names_vector @@ exact is not true, not names_vector @@ expression, prominence, record_id
        limit wanted);
    return next;
    return;
  end if;
  -- Hits come in the order of blocks: the share of the table that was read tells how many there are.
  select hit_count * pg_relation_size('public.registry_searchentry') / 8192 / ((ctid::text::point)[0] + 1)
    into all_hits from public.registry_searchentry where record_id = ids[hit_count];
  ids := array(
    select record_id from public.registry_listed_entries(only_resource) where names_vector @@ exact
      order by prominence + 0, record_id limit wanted);
  -- The index of prominence is read as far as it has enough hits of a frequent word: a little, or as
  -- many rows as there are hits, if these are likely to include several times as many as are wanted.
  foreach rows_read in array array[40 * wanted, all_hits] loop
    continue when rows_read > 40 * wanted and all_hits * all_hits < 6.0 * wanted * (
      select reltuples from pg_class where oid = 'public.registry_searchentry'::regclass);
    in_names := array(
      select record_id from (
        select * from public.registry_searchentry order by prominence, record_id limit rows_read) first
        where names_vector @@ expression and record_id <> all (ids)
          and (only_resource is null or resource = only_resource)
          and not exists (select from public.registry_record hidden where hidden.id = first.record_id
            and (hidden.status <> 'published' or hidden.merged_into_id is not null))
        order by prominence, record_id limit wanted - cardinality(ids));
    exit when cardinality(ids || in_names) = wanted;
  end loop;
  if cardinality(ids || in_names) < wanted then
    -- Not a column of the index: all hits are sorted.
    in_names := array(
      select record_id from public.registry_listed_entries(only_resource)
        where names_vector @@ expression and record_id <> all (ids)
        order by prominence + 0, record_id limit wanted - cardinality(ids));
  end if;
  ids := ids || in_names;
  if cardinality(ids) < wanted then
    ids := ids || array(
      select record_id from public.registry_listed_entries(only_resource)
        where names_vector || texts_vector @@ expression
          and not names_vector @@ expression and record_id <> all (ids)
        order by prominence + 0, record_id limit wanted - cardinality(ids));
  end if;
  return next;
end $$;
