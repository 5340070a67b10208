-- What is searched of a record is kept by the database, whoever writes.

create function public.registry_names_of(zh text, en text, aliases jsonb) returns text[]
immutable parallel safe language sql as $$
  select array_remove(array[zh, en] || array(
    select alias ->> 'value' from jsonb_array_elements(aliases) alias), '')
$$;

create function public.registry_texts_of(zh text, en text, focus jsonb) returns text[]
immutable parallel safe language sql as $$
  select array_remove(array(
    select word from jsonb_array_elements(focus) field
      cross join unnest(array[field ->> 'zh-Hant', field ->> 'en']) word) || array[zh, en], '')
$$;

create function public.registry_record_is_searched() returns trigger language plpgsql as $$
begin
  insert into public.registry_searchentry (record_id, resource, names, texts, own_texts)
    values (
      new.id, new.resource,
      public.registry_names_of(new.name_zh, new.name_en, new.aliases),
      public.registry_texts_of(new.summary_zh, new.summary_en, new.focus), '{}')
    on conflict (record_id) do update set names = excluded.names, texts = excluded.texts;
  return null;
end $$;
create trigger searched_new after insert on registry_record
  for each row execute function public.registry_record_is_searched();
create trigger searched_changed after update on registry_record for each row
  when ((old.name_zh, old.name_en, old.aliases, old.focus, old.summary_zh, old.summary_en)
    is distinct from
    (new.name_zh, new.name_en, new.aliases, new.focus, new.summary_zh, new.summary_en))
  execute function public.registry_record_is_searched();

create function public.registry_record_is_not_searched() returns trigger language plpgsql as $$
begin
  delete from public.registry_completion where record_id = old.id;
  delete from public.registry_searchentry where record_id = old.id;
  return null;
end $$;
create trigger searched_no_more after delete on registry_record
  for each row execute function public.registry_record_is_not_searched();

create function public.registry_own_texts() returns trigger language plpgsql as $$
-- Columns of a child, named as arguments, are texts of the record too.
begin
  update public.registry_searchentry
    set own_texts = array(
      select text from unnest(tg_argv) with ordinality as a (name, n)
        cross join lateral (select to_jsonb(new) ->> name) t (text)
        where text <> '' order by n)
    where record_id = new.record_ptr_id;
  return null;
end $$;

create function public.registry_names_are_completed() returns trigger language plpgsql as $$
begin
  delete from public.registry_completion where record_id = new.record_id;
  insert into public.registry_completion (record_id, key, name, prominence)
    select distinct on (key) new.record_id, key, name, new.prominence
      from unnest(new.names) with ordinality as n (name, n)
      cross join lateral public.hkinno_key(public.hkinno_words(name)) as key
      where key <> '' order by key, n;
  return null;
end $$;
create trigger completed_new after insert on registry_searchentry
  for each row execute function public.registry_names_are_completed();
create trigger completed_changed after update of names on registry_searchentry
  for each row execute function public.registry_names_are_completed();

create function public.hkinno_hits(sought text, way text, most integer) returns setof text
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
