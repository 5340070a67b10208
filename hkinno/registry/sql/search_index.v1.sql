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
stable language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
-- The ids of the first listed records that match, as the queryset `rank` orders them, and the number of
-- those that match, counted up to max_hits + 1. Planning takes longer than reading a few hits.
declare
  expression constant tsquery := public.search_query(query);
  in_names text[];
  -- Of many hits, the first that are found show which prominence is sufficient for the page: only those
  -- that have it are sorted.
  sufficient integer;
begin
  ids := array(
    select record_id from public.registry_listed_entries(only_resource)
      where names_vector @@ public.search_exact_query(query)
      order by prominence + 0, record_id limit wanted);
  select count(*), array_agg(record_id order by prominence, record_id),
      (array_agg(prominence order by prominence))[wanted - cardinality(ids)]
    into hit_count, in_names, sufficient
    from (
      select record_id, prominence from public.registry_listed_entries(only_resource)
        where names_vector @@ expression and record_id <> all (ids) limit max_hits + 1) found;
  if hit_count > max_hits then
    in_names := '{}';
    -- Those of a very frequent word are among the first rows of the index of prominence.
    if sufficient <= (
        select prominence from public.registry_searchentry
          order by prominence, record_id offset 40 * wanted limit 1) then
      in_names := array(
        select record_id from (
          select * from public.registry_searchentry order by prominence, record_id limit 40 * wanted) first
          where names_vector @@ expression and record_id <> all (ids)
            and (only_resource is null or resource = only_resource)
            and not exists (select from public.registry_record hidden where hidden.id = first.record_id
              and (hidden.status <> 'published' or hidden.merged_into_id is not null))
          order by prominence, record_id limit wanted - cardinality(ids));
    end if;
    if cardinality(ids || in_names) < wanted then
      in_names := array(
        select record_id from public.registry_listed_entries(only_resource)
          where names_vector @@ expression and record_id <> all (ids)
            and prominence <= coalesce(sufficient, 2147483647)
          order by prominence + 0, record_id limit wanted - cardinality(ids));
    end if;
  else
    hit_count := count(*) from (
      select from public.registry_listed_entries(only_resource)
        where names_vector || texts_vector @@ expression limit max_hits + 1) found;
  end if;
  ids := (ids || in_names)[:wanted];
  if cardinality(ids) < wanted and (hit_count > max_hits or cardinality(ids) < hit_count) then
    sufficient := (array_agg(prominence order by prominence))[wanted - cardinality(ids)] from (
      select prominence from public.registry_listed_entries(only_resource)
        where names_vector || texts_vector @@ expression
          and not names_vector @@ expression and record_id <> all (ids) limit max_hits + 1) found;
    ids := ids || array(
      select record_id from public.registry_listed_entries(only_resource)
        where names_vector || texts_vector @@ expression
          and not names_vector @@ expression and record_id <> all (ids)
          and prominence <= coalesce(sufficient, 2147483647)
        order by prominence + 0, record_id limit wanted - cardinality(ids));
  end if;
  return next;
end $$;
