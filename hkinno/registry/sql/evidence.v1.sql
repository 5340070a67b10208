-- Copies the resources of both records to a relation, and allows quotations from articles only.

create or replace function public.registry_relation_resources() returns trigger language plpgsql as $$
begin
  new.subject_resource := coalesce(
    (select resource from public.registry_record where id = new.subject_id), '');
  new.object_resource := coalesce(
    (select resource from public.registry_record where id = new.object_id), '');
  return new;
end $$;
create or replace trigger copy_resources before insert or update on registry_relation
  for each row execute function public.registry_relation_resources();

create or replace function public.registry_statement_printed() returns trigger language plpgsql as $$
begin
  if new.printed <> '' and exists (
    select from public.registry_source where record_ptr_id = new.source_id and kind <> 'article')
  then
    raise exception 'statement %: only an article prints', new.id
      using errcode = 'check_violation', constraint = 'statement_printed_is_of_an_article';
  end if;
  return null;
end $$;
drop trigger if exists printed on registry_statement;
create constraint trigger printed after insert or update on registry_statement
  deferrable initially deferred
  for each row execute function public.registry_statement_printed();
