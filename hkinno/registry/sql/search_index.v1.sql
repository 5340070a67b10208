-- What is searched of a record is kept by the database, whoever writes.

create or replace function public.registry_names_of(zh text, en text, aliases jsonb) returns text[]
immutable parallel safe language sql as $$
  select array_remove(array[zh, en] || array(
    select alias ->> 'value' from jsonb_array_elements(aliases) alias), '')
$$;

create or replace function public.registry_texts_of(zh text, en text, focus jsonb) returns text[]
immutable parallel safe language sql as $$
  select array_remove(array(
    select word from jsonb_array_elements(focus) field
      cross join unnest(array[field ->> 'zh-Hant', field ->> 'en']) word) || array[zh, en], '')
$$;

create or replace function public.registry_record_is_searched() returns trigger language plpgsql as $$
begin
  insert into public.registry_searchentry (record_id, resource, names, texts, own_texts)
    values (
      new.id, new.resource,
      public.registry_names_of(new.name_zh, new.name_en, new.aliases),
      public.registry_texts_of(new.summary_zh, new.summary_en, new.focus), '{}')
    on conflict (record_id) do update set names = excluded.names, texts = excluded.texts;
  return null;
end $$;
create or replace trigger searched_new after insert on registry_record
  for each row execute function public.registry_record_is_searched();
create or replace trigger searched_changed after update on registry_record for each row
  when ((old.name_zh, old.name_en, old.aliases, old.focus, old.summary_zh, old.summary_en)
    is distinct from
    (new.name_zh, new.name_en, new.aliases, new.focus, new.summary_zh, new.summary_en))
  execute function public.registry_record_is_searched();

create or replace function public.registry_record_is_not_searched() returns trigger language plpgsql as $$
begin
  delete from public.registry_completion where record_id = old.id;
  delete from public.registry_searchentry where record_id = old.id;
  return null;
end $$;
create or replace trigger searched_no_more after delete on registry_record
  for each row execute function public.registry_record_is_not_searched();

create or replace function public.registry_own_texts() returns trigger language plpgsql as $$
-- Index the columns of a child table that the trigger names as arguments. The child row may be
-- written before its record, as foreign keys are checked at the end of the transaction.
declare
  own text[] := array(
    select text from unnest(tg_argv) with ordinality as a (name, n)
      cross join lateral (select to_jsonb(new) ->> name) t (text)
      where text <> '' order by n);
begin
  insert into public.registry_searchentry (record_id, resource, names, texts, own_texts)
    values (new.record_ptr_id, new.resource_, '{}', '{}', own)
    on conflict (record_id) do update set own_texts = excluded.own_texts;
  return null;
end $$;

create or replace function public.registry_names_are_completed() returns trigger
language plpgsql as $$
-- One row per distinct key, for the first name that has it. Ids are RECORD.NUMBER, so that a dump
-- of rows can be loaded over the rows that this trigger wrote.
begin
  delete from public.registry_completion where record_id = new.record_id;
  insert into public.registry_completion (id, record_id, key, name, prominence)
    select distinct on (key) new.record_id || '.' || n, new.record_id, key, name, new.prominence
      from unnest(new.names) with ordinality as named (name, n)
      cross join lateral public.hkinno_key(public.hkinno_words(name)) as key
      where key <> '' order by key, n;
  return null;
end $$;
create or replace trigger completed_new after insert on registry_searchentry
  for each row execute function public.registry_names_are_completed();
create or replace trigger completed_changed after update of names on registry_searchentry
  for each row execute function public.registry_names_are_completed();

create or replace function public.hkinno_hits(sought text, way text, most integer) returns setof text
stable strict language plpgsql set enable_seqscan = off as $$
-- The ids of records that match, drafts too, as they come: to know whether there are few. Through
-- the index always: the planner takes words that never meet for words that often do.
declare asked tsquery := public.hkinno_query(sought);
begin
  case way
    when 'equal' then return query select record_id::text from public.registry_searchentry
      where names_vector @@ public.hkinno_exactly(sought) limit most;
    when 'named' then return query select record_id::text from public.registry_searchentry
      where names_vector @@ asked limit most;
    when 'anywhere' then return query select record_id::text from public.registry_searchentry
      where names_vector || texts_vector @@ asked limit most;
    when 'elsewhere' then return query select record_id::text from public.registry_searchentry
      where names_vector || texts_vector @@ asked and not names_vector @@ asked limit most;
  end case;
end $$;
