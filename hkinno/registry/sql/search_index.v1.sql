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
  insert into public.registry_searchentry (record_id, resource, names, texts, own_texts)
    values (
      new.id, new.resource,
      public.registry_searched_names(new.name_zh, new.name_en, new.aliases),
      public.registry_searched_texts(new.summary_zh, new.summary_en, new.focus), '{}')
    on conflict (record_id) do update set names = excluded.names, texts = excluded.texts;
  return null;
end $$;
create or replace trigger index_new after insert on registry_record
  for each row execute function public.registry_index_record();
create or replace trigger index_changed after update on registry_record for each row
  when ((old.name_zh, old.name_en, old.aliases, old.focus, old.summary_zh, old.summary_en)
    is distinct from
    (new.name_zh, new.name_en, new.aliases, new.focus, new.summary_zh, new.summary_en))
  execute function public.registry_index_record();

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

create or replace function public.registry_index_completions() returns trigger
language plpgsql as $$
-- One row per distinct key, for the first name with that key. Ids are RECORD.NUMBER, so that dumped
-- rows can be loaded over the rows that this trigger wrote. Words stay when their last name changes.
begin
  delete from public.registry_completion where record_id = new.record_id;
  insert into public.registry_completion (id, record_id, key, name, prominence)
    select distinct on (key) new.record_id || '.' || n, new.record_id, key, name, new.prominence
      from unnest(new.names) with ordinality as names (name, n)
      cross join lateral public.search_name_key(public.search_words(name)) as key
      where key <> '' order by key, n;
  insert into public.registry_nameword (word)
    select distinct word from public.registry_completion c
      cross join lateral public.search_correctable_words(c.key) word
      where record_id = new.record_id
    on conflict do nothing;
  return null;
end $$;
create or replace trigger complete_new after insert on registry_searchentry
  for each row execute function public.registry_index_completions();
create or replace trigger complete_changed after update of names on registry_searchentry
  for each row execute function public.registry_index_completions();

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
