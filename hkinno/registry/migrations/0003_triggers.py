"""What the database keeps for every writer: revision, versions, time stamps, copies, lasting ids.

The revision counts the transactions that changed something shown; the version of a record is the
revision that changed it last. One row, locked before any other is written, orders both as they
commit: whoever reads revision n has seen all that n counts. The price is one writer at a time until
its commit; readers never wait.
"""

from django.db import migrations

from hkinno.registry.migration_operations import child_of_record

REVISION = """
insert into registry_revision (id, number, changed_at, writer) values (1, 0, now(), '');

create function public.registry_write_lock() returns trigger language plpgsql as $$
begin
  perform 1 from public.registry_revision where id = 1 for update;
  if not found then
    insert into public.registry_revision (id, number, changed_at, writer)
      values (1, 0, now(), '') on conflict do nothing;
    perform 1 from public.registry_revision where id = 1 for update;
  end if;
  return null;
end $$;

create function public.registry_next_revision() returns bigint language plpgsql as $$
declare
  -- A transaction's number is its server's own; a dump that is restored elsewhere meets another.
  me text := pg_current_xact_id()::text || ' ' || pg_postmaster_start_time()::text;
  reached bigint;
begin
  update public.registry_revision
    set number = number + 1, changed_at = clock_timestamp(), writer = me
    where id = 1 and writer <> me;
  select number into strict reached from public.registry_revision where id = 1;
  return reached;
end $$;
"""

STAMPS = """
create function public.registry_record_stamp() returns trigger language plpgsql as $$
declare is_touched boolean;
begin
  if tg_op = 'INSERT' then
    if exists (select from public.registry_gonerecord where id = new.id) then
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
  -- Infinity is the mark by which other tables say that something shown of the record has changed.
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
create trigger stamp before insert or update on registry_record
  for each row execute function public.registry_record_stamp();

create function public.registry_record_is_gone() returns trigger language plpgsql as $$
begin
  perform public.registry_next_revision();
  if old.status = 'published' then
    insert into public.registry_gonerecord (id, resource) values (old.id, old.resource);
  end if;
  return null;
end $$;
create trigger gone after delete on registry_record
  for each row execute function public.registry_record_is_gone();

create function public.registry_touch() returns trigger language plpgsql as $$
declare
  named text;
  rows jsonb[] := case tg_op when 'INSERT' then array[to_jsonb(new)]
    when 'DELETE' then array[to_jsonb(old)] else array[to_jsonb(old), to_jsonb(new)] end;
begin
  foreach named in array tg_argv loop
    update public.registry_record set updated_at = 'infinity'
      where id in (select r ->> named from unnest(rows) r);
  end loop;
  return null;
end $$;
create trigger touch_changed after update on registry_statement for each row
  when (old.* is distinct from new.*) execute function public.registry_touch('subject_id');
create trigger touch_other after insert or delete on registry_statement for each row
  execute function public.registry_touch('subject_id');
create trigger touch_changed after update on registry_relation for each row
  when (old.* is distinct from new.*)
  execute function public.registry_touch('subject_id', 'object_id');
create trigger touch_other after insert or delete on registry_relation for each row
  execute function public.registry_touch('subject_id', 'object_id');
"""

DEPENDANTS = """
create function public.registry_dependants(named text) returns setof text
stable language plpgsql as $$
declare way record;
begin
  return query select subject_id::text from public.registry_statement where source_id = named;
  return query select object_id::text from public.registry_relation where subject_id = named;
  return query select subject_id::text from public.registry_relation where object_id = named;
  -- Every column of a record that refers to one record, whatever app it is of.
  for way in
    select c.conrelid::regclass as place, a.attname as named_by,
      case when c.conrelid = 'public.registry_record'::regclass then 'id' else 'record_ptr_id' end
        as key
    from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and cardinality(c.conkey) = 1 and a.attname <> 'record_ptr_id'
      and (c.conrelid = 'public.registry_record'::regclass or exists (
        select from pg_attribute p where p.attrelid = c.conrelid and p.attname = 'record_ptr_id'))
  loop
    return query execute format(
      'select %I::text from %s where %I = $1', way.key, way.place, way.named_by) using named;
  end loop;
end $$;

create function public.registry_touch_dependants() returns trigger language plpgsql as $$
begin
  update public.registry_record set updated_at = 'infinity'
    where id in (select public.registry_dependants(to_jsonb(new) ->> tg_argv[0]));
  return null;
end $$;
create trigger touch_dependants after update on registry_record for each row
  when ((old.name_zh, old.name_en, old.status, old.merged_into_id)
    is distinct from (new.name_zh, new.name_en, new.status, new.merged_into_id))
  execute function public.registry_touch_dependants('id');
-- When a fact was last confirmed is shown of the fact's subject.
create trigger touch_dependants after update on registry_source for each row
  when ((old.published, old.accessed) is distinct from (new.published, new.accessed))
  execute function public.registry_touch_dependants('record_ptr_id');
"""

LOCKS = "".join(
    f"""
create trigger a_write_lock before insert or update or delete on {table}
  for each statement execute function public.registry_write_lock();
"""
    for table in ("registry_record", "registry_statement", "registry_relation")
)

COPIES = """
create function public.registry_relation_resources() returns trigger language plpgsql as $$
begin
  new.subject_resource := coalesce(
    (select resource from public.registry_record where id = new.subject_id), '');
  new.object_resource := coalesce(
    (select resource from public.registry_record where id = new.object_id), '');
  return new;
end $$;
create trigger copy_resources before insert or update on registry_relation
  for each row execute function public.registry_relation_resources();

create function public.registry_statement_printed() returns trigger language plpgsql as $$
begin
  if new.printed <> '' and exists (
    select from public.registry_source where record_ptr_id = new.source_id and kind <> 'article')
  then
    raise exception 'statement %: only an article prints', new.id
      using errcode = 'check_violation', constraint = 'statement_printed_is_of_an_article';
  end if;
  return null;
end $$;
create constraint trigger printed after insert or update on registry_statement
  deferrable initially deferred
  for each row execute function public.registry_statement_printed();
"""

WHOLES = """
alter table registry_record add constraint record_part_is_of_the_same_resource
  foreign key (part_of_id, resource) references registry_record (id, resource)
  deferrable initially deferred;
alter table registry_record add constraint record_is_merged_within_its_resource
  foreign key (merged_into_id, resource) references registry_record (id, resource)
  deferrable initially deferred;
"""

DROP = """
drop trigger a_write_lock on registry_relation;
drop trigger a_write_lock on registry_statement;
drop trigger a_write_lock on registry_record;
drop trigger touch_dependants on registry_source;
drop trigger touch_dependants on registry_record;
alter table registry_record drop constraint record_is_merged_within_its_resource;
alter table registry_record drop constraint record_part_is_of_the_same_resource;
drop trigger printed on registry_statement;
drop trigger copy_resources on registry_relation;
drop trigger touch_other on registry_relation;
drop trigger touch_changed on registry_relation;
drop trigger touch_other on registry_statement;
drop trigger touch_changed on registry_statement;
drop trigger gone on registry_record;
drop trigger stamp on registry_record;
drop function public.registry_statement_printed();
drop function public.registry_relation_resources();
drop function public.registry_touch();
drop function public.registry_record_is_gone();
drop function public.registry_record_stamp();
drop function public.registry_touch_dependants();
drop function public.registry_dependants(text);
drop function public.registry_next_revision();
drop function public.registry_write_lock();
delete from registry_revision;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_initial")]
    operations = [
        migrations.RunSQL(REVISION + STAMPS + DEPENDANTS + LOCKS + COPIES + WHOLES, DROP),
        child_of_record("registry_place", "places"),
        child_of_record("registry_source", "sources"),
    ]
