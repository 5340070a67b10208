-- Deletes the stored document of a row with the row. Changes need no trigger: a document is only
-- used for the version of the row that it was made from.

create or replace function public.registry_delete_document() returns trigger language plpgsql as $$
begin
  delete from public.registry_document where id = tg_argv[0] || '/' || old.id;
  return null;
end $$;
create or replace trigger delete_document after delete on registry_record
  for each row execute function public.registry_delete_document('record');
create or replace trigger delete_document after delete on registry_statement
  for each row execute function public.registry_delete_document('statement');
create or replace trigger delete_document after delete on registry_relation
  for each row execute function public.registry_delete_document('relation');
