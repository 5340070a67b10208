-- What triggers do for each row, for all rows at once: for tables that were filled while triggers were
-- disabled (`registry/bulk_load.py`). A test compares the rows with those that the triggers leave.

create or replace function public.registry_check_loaded() returns void language plpgsql as $$
-- The rules that triggers enforce: those of record_versions, known_kinds and evidence.
declare
  bad_id text;
begin
  select id into bad_id from public.registry_record
    where id in (select id from public.registry_gonerecord)
      or encode(sha256(convert_to(id, 'UTF8')), 'hex') in (select id from public.registry_gonerecord);
  if found then
    raise exception 'the id % was deleted and is never used again', bad_id
      using errcode = 'check_violation', constraint = 'record_id_is_never_reused';
  end if;
  select r.id into bad_id
    from public.registry_record r join public.registry_knownresource k on k.name = r.resource
    where k.has_names and '' in (r.name_zh, r.name_en);
  if found then
    raise exception 'record %: a name in Chinese and one in English are required', bad_id
      using errcode = 'check_violation', constraint = 'record_has_both_names';
  end if;
  select id into bad_id from public.registry_statement s
    where not exists (select from public.registry_knownproperty where name = s.property);
  if found then
    raise exception 'statement %: its property is not a known property', bad_id
      using errcode = 'check_violation', constraint = 'statement_property_is_known';
  end if;
  select id into bad_id
    from public.registry_statement s join public.registry_source o on o.record_ptr_id = s.source_id
    where s.printed <> '' and o.kind <> 'article';
  if found then
    raise exception 'statement %: only an article prints', bad_id
      using errcode = 'check_violation', constraint = 'statement_printed_is_of_an_article';
  end if;
end $$;

create or replace function public.registry_follow_loaded_merges() returns void language plpgsql as $$
-- Redirects references to merged records to the survivor. A dump has none: merging moves them.
declare reference record;
begin
  if not exists (select from public.registry_record where merged_into_id is not null) then
    return;
  end if;
  for reference in select * from public.registry_reference_columns() loop
    execute format(
      'update %s t set %2$I = m.merged_into_id from public.registry_record m
         where m.id = t.%2$I and m.merged_into_id is not null',
      reference.table_name, reference.column_name);
  end loop;
  update public.registry_statement s set value = jsonb_set(value, '{id}', to_jsonb(m.merged_into_id))
    from public.registry_record m
    where m.id = s.value ->> 'id' and m.merged_into_id is not null and not s.value ? 'scheme';
end $$;

create or replace function public.registry_index_loaded() returns void language plpgsql as $$
-- The rows of search_index, with the columns of child tables that searched_columns names. The most
-- prominent come first: pages of frequent words read few blocks.
declare
  child record;
begin
  create temp table loaded_own_text (record_id text, texts text[]) on commit drop;
  for child in
    select tgrelid::regclass as name, string_to_array(encode(tgargs, 'escape'), '\000') as columns
    from pg_trigger where tgname = 'index_own_texts_new'
  loop
    execute format(
      'insert into loaded_own_text
         select record_ptr_id, array_remove(array[%s]::text[], '''') from %s',
      (select string_agg(format('%I', name), ', ' order by n)
        from unnest(child.columns) with ordinality c (name, n) where name <> ''), child.name);
  end loop;
  analyze loaded_own_text;
  insert into public.registry_searchentry (record_id, resource, names, texts, own_texts)
    select r.id, r.resource, names, public.registry_searched_texts(r.summary_zh, r.summary_en, r.focus),
      coalesce(o.texts, '{}')
    from public.registry_record r left join loaded_own_text o on o.record_id = r.id
      cross join lateral public.registry_searched_names(r.name_zh, r.name_en, r.aliases) as names
    order by public.registry_prominence(r.resource, names), r.id;
  drop table loaded_own_text;
end $$;

create or replace function public.registry_complete_loaded() returns void language plpgsql as $$
begin
  insert into public.registry_completion (id, record_id, key, name, prominence)
    select distinct on (e.record_id, key) e.record_id || '.' || n, e.record_id, key, name, e.prominence
      from public.registry_searchentry e
      cross join lateral unnest(e.names) with ordinality as names (name, n)
      cross join lateral public.search_name_key(public.search_words(name)) as key
      where key <> '' order by e.record_id, key, n;
  insert into public.registry_nameword (word)
    select distinct word from public.registry_completion c
      cross join lateral public.search_correctable_words(c.key) word
    on conflict do nothing;
end $$;

create or replace function public.registry_record_loaded_history(loaded_table regclass, key_column name,
  record_column name) returns void language plpgsql as $$
-- Arguments as of the trigger `history`.
begin
  perform public.registry_next_revision();
  execute format(
    'insert into public.registry_change
       (revision, changed_at, username, table_name, row_id, record_id, after)
     select current.number, current.changed_at, %L, %L, t.%I, t.%I,
       to_jsonb(t) - array[''created_at'', ''updated_at'', ''version'']
     from public.registry_revision current, %s t',
    coalesce(current_setting('hkinno.username', true), ''),
    (select relname from pg_class where oid = loaded_table), key_column, record_column, loaded_table);
end $$;

create or replace function public.registry_absorb_loaded() returns void language plpgsql as $$
-- Merges add names and identifiers to the survivor. Runs when triggers are enabled again.
declare merged record;
begin
  for merged in select id, merged_into_id from public.registry_record where merged_into_id is not null
  loop
    perform public.registry_absorb_names(merged.id, merged.merged_into_id);
  end loop;
end $$;
