"""What the database keeps for every writer: time stamps, copies, and ids that are permanent."""

from django.db import migrations

from hkinno.registry.database import child_of_record

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
  if is_touched or new is distinct from old then
    new.updated_at := clock_timestamp();
  end if;
  return new;
end $$;
create trigger stamp before insert or update on registry_record
  for each row execute function public.registry_record_stamp();

create function public.registry_record_is_gone() returns trigger language plpgsql as $$
begin
  insert into public.registry_gonerecord (id, resource) values (old.id, old.resource);
  return null;
end $$;
create trigger gone after delete on registry_record
  for each row when (old.status = 'published') execute function public.registry_record_is_gone();

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
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_initial")]
    operations = [
        migrations.RunSQL(STAMPS + COPIES + WHOLES, DROP),
        child_of_record("registry_place", "places"),
        child_of_record("registry_source", "sources"),
    ]
