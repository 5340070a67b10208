-- The revision of the data, the versions and timestamps of records, and the ids of deleted records.
--
-- The revision counts the transactions that changed visible data; the version of a record is the
-- revision that last changed it. Every writer first locks the only row of registry_revision, so
-- that both follow the order of commits: a reader of revision n sees every change up to n.
-- As a consequence there is one writer at a time; readers never wait.

create or replace function public.registry_write_lock() returns trigger language plpgsql as $$
begin
  perform 1 from public.registry_revision where id = 1 for update;
  if not found then
    insert into public.registry_revision (id, number, changed_at, writer)
      values (1, 0, now(), '') on conflict do nothing;
    perform 1 from public.registry_revision where id = 1 for update;
  end if;
  return null;
end $$;

create or replace function public.registry_next_revision() returns bigint language plpgsql as $$
declare
  -- Transaction ids are unique within one server only, and a dump may be restored on another.
  current_writer text := pg_current_xact_id()::text || ' ' || pg_postmaster_start_time()::text;
  new_number bigint;
begin
  select number into new_number from public.registry_revision where id = 1 and writer = current_writer;
  if not found then
    update public.registry_revision
      set number = number + 1, changed_at = clock_timestamp(), writer = current_writer
      where id = 1 returning number into strict new_number;
  end if;
  return new_number;
end $$;

create or replace function public.registry_record_stamp() returns trigger language plpgsql as $$
declare is_touched boolean;
begin
  if tg_op = 'INSERT' then
    -- The hash is all that is kept of an id whose record was erased.
    if exists (select from public.registry_gonerecord
      where id in (new.id, encode(sha256(convert_to(new.id, 'UTF8')), 'hex'))) then
      raise exception 'the id % was deleted and is never used again', new.id
        using errcode = 'check_violation', constraint = 'record_id_is_never_reused';
    end if;
    new.created_at := clock_timestamp();
    new.updated_at := new.created_at;
    new.version := public.registry_next_revision();
    return new;
  end if;
  if (new.id, new.resource) is distinct from (old.id, old.resource) then
    raise exception 'the id and the resource of % are permanent', old.id
      using errcode = 'check_violation', constraint = 'record_id_is_permanent';
  end if;
  -- The triggers of other tables set infinity to mark a change of data shown with the record.
  is_touched := coalesce(new.updated_at = 'infinity', false);
  new.created_at := old.created_at;
  new.updated_at := old.updated_at;
  new.version := old.version;
  if is_touched or new is distinct from old then
    new.updated_at := clock_timestamp();
    new.version := public.registry_next_revision();
  end if;
  return new;
end $$;
create or replace trigger stamp before insert or update on registry_record
  for each row execute function public.registry_record_stamp();

create or replace function public.registry_remember_deleted() returns trigger language plpgsql as $$
begin
  perform public.registry_next_revision();
  if old.status = 'published' then
    insert into public.registry_gonerecord (id, resource) values (old.id, old.resource);
  end if;
  return null;
end $$;
create or replace trigger gone after delete on registry_record
  for each row execute function public.registry_remember_deleted();

create or replace function public.registry_touch_records(ids text[]) returns void language plpgsql as $$
-- A record that has the version of this transaction already is not written again.
declare current_version constant bigint := public.registry_next_revision();
begin
  update public.registry_record set updated_at = 'infinity'
    where id = any (ids) and version <> current_version;
end $$;

-- The arguments of the next two functions are the columns with the ids of records that show a row.
create or replace function public.registry_touch() returns trigger language plpgsql as $$
begin
  perform public.registry_touch_records(array(
    select r ->> name from unnest(array[to_jsonb(old), to_jsonb(new)]) r, unnest(tg_argv) name));
  return null;
end $$;
create or replace trigger touch_changed after update on registry_statement for each row
  when (old.* is distinct from new.*) execute function public.registry_touch('subject_id');
-- Sources show how many statements and records are based on them.
create or replace trigger touch_source after update on registry_statement for each row
  when ((old.subject_id, old.source_id, old.value ->> 'id')
    is distinct from (new.subject_id, new.source_id, new.value ->> 'id'))
  execute function public.registry_touch('source_id');
create or replace trigger touch_changed after update on registry_relation for each row
  when (old.* is distinct from new.*)
  execute function public.registry_touch('subject_id', 'object_id');

create or replace function public.registry_touch_of_rows() returns trigger language plpgsql as $$
begin
  if exists (select from changed) then
    perform public.registry_touch_records(array(
      select distinct to_jsonb(c) ->> name from changed c, unnest(tg_argv) name));
  end if;
  return null;
end $$;
create or replace trigger touch_inserted after insert on registry_statement
  referencing new table as changed
  for each statement execute function public.registry_touch_of_rows('subject_id', 'source_id');
create or replace trigger touch_deleted after delete on registry_statement
  referencing old table as changed
  for each statement execute function public.registry_touch_of_rows('subject_id', 'source_id');
create or replace trigger touch_inserted after insert on registry_relation
  referencing new table as changed
  for each statement execute function public.registry_touch_of_rows('subject_id', 'object_id');
create or replace trigger touch_deleted after delete on registry_relation
  referencing old table as changed
  for each statement execute function public.registry_touch_of_rows('subject_id', 'object_id');

create or replace function public.registry_reference_columns()
returns table (table_name regclass, column_name name, key_column name) stable language sql as $$
-- All foreign keys to records from statements, relations and the tables of records, in any app.
  select c.conrelid, a.attname, k.attname
  from pg_constraint c
  join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
  join pg_constraint p on p.conrelid = c.conrelid and p.contype = 'p'
  join pg_attribute k on k.attrelid = c.conrelid and k.attnum = p.conkey[1]
  where c.contype = 'f' and cardinality(c.conkey) = 1 and a.attname <> 'record_ptr_id'
    and (k.attname = 'record_ptr_id' or c.conrelid in ('public.registry_record'::regclass,
      'public.registry_statement'::regclass, 'public.registry_relation'::regclass))
$$;

create or replace function public.registry_dependants(target_id text) returns setof text
stable language plpgsql as $$
declare reference record;
begin
  return query select subject_id::text from public.registry_statement where source_id = target_id;
  return query
    select subject_id::text from public.registry_statement where value ->> 'id' = target_id;
  return query select object_id::text from public.registry_relation where subject_id = target_id;
  return query select subject_id::text from public.registry_relation where object_id = target_id;
  for reference in
    select * from public.registry_reference_columns()
    where table_name not in ('public.registry_statement'::regclass,
      'public.registry_relation'::regclass)
  loop
    return query execute format(
      'select %I::text from %s where %I = $1',
      reference.key_column, reference.table_name, reference.column_name) using target_id;
  end loop;
end $$;

create or replace function public.registry_touch_dependants() returns trigger language plpgsql as $$
begin
  perform public.registry_touch_records(
    array(select public.registry_dependants(to_jsonb(new) ->> tg_argv[0])));
  return null;
end $$;
create or replace trigger touch_dependants after update on registry_record for each row
  when ((old.name_zh, old.name_en, old.status, old.merged_into_id)
    is distinct from (new.name_zh, new.name_en, new.status, new.merged_into_id))
  execute function public.registry_touch_dependants('id');
-- Statements show the file of their source, and records the date of their last confirmation.
create or replace trigger touch_dependants after update on registry_source for each row
  when ((old.published, old.accessed, old.file)
    is distinct from (new.published, new.accessed, new.file))
  execute function public.registry_touch_dependants('record_ptr_id');

create or replace function public.registry_touch_evidence() returns trigger language plpgsql as $$
-- A statement is public if its subject is, and the record that its value refers to is not hidden.
declare changed_id constant text := coalesce(new.id, old.id);
begin
  perform public.registry_touch_records(array(
    select unnest(array[subject_id, source_id]) from public.registry_statement
    where subject_id = changed_id or value ->> 'id' = changed_id));
  return null;
end $$;
create or replace trigger touch_evidence after update on registry_record for each row
  when (old.status is distinct from new.status)
  execute function public.registry_touch_evidence();
create or replace trigger touch_evidence_of_hidden after insert on registry_record for each row
  when (new.status <> 'published') execute function public.registry_touch_evidence();
create or replace trigger touch_evidence_of_deleted after delete on registry_record for each row
  when (old.status <> 'published') execute function public.registry_touch_evidence();

create or replace trigger a_write_lock before insert or update or delete on registry_record
  for each statement execute function public.registry_write_lock();
create or replace trigger a_write_lock before insert or update or delete on registry_statement
  for each statement execute function public.registry_write_lock();
create or replace trigger a_write_lock before insert or update or delete on registry_relation
  for each statement execute function public.registry_write_lock();
