-- The history of records, statements and relations: one row of registry_change for each changed row. The
-- changes of one revision have its time, which tells the revision from one of the same number in a
-- database that was restored and written again.

-- Arguments: the column with the key of a row, and the column with the id of the record on whose page
-- the row is edited. A row that moves to another record is a deletion there and an insertion here.
create or replace function public.registry_history() returns trigger language plpgsql as $$
declare
  -- What the triggers of registry_record maintain is no change of its own.
  maintained constant text[] := array['created_at', 'updated_at', 'version'];
  before jsonb := to_jsonb(old) - maintained;
  after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - maintained end;
begin
  if before is distinct from after then
    perform public.registry_next_revision();
    insert into public.registry_change
      (revision, changed_at, username, table_name, row_id, record_id, before, after)
    select number, changed_at,
      coalesce(current_setting('hkinno.username', true), ''), tg_table_name,
      coalesce(b, a) ->> tg_argv[0], coalesce(b, a) ->> tg_argv[1], b, a
    from public.registry_revision cross join (
      (select before as b where before is not null) as deleted
      full join (select after as a where after is not null) as inserted
        on b ->> tg_argv[0] = a ->> tg_argv[0] and b ->> tg_argv[1] = a ->> tg_argv[1])
    order by b is null;
  end if;
  return null;
end $$;

create or replace function public.registry_history_of_rows() returns trigger language plpgsql as $$
-- For the rows of one insertion.
begin
  if exists (select from inserted) then
    perform public.registry_next_revision();
    insert into public.registry_change
      (revision, changed_at, username, table_name, row_id, record_id, after)
    select number, changed_at,
      coalesce(current_setting('hkinno.username', true), ''), tg_table_name,
      row ->> tg_argv[0], row ->> tg_argv[1], row
    from public.registry_revision cross join (
      select to_jsonb(i) - array['created_at', 'updated_at', 'version'] from inserted i) rows (row);
  end if;
  return null;
end $$;
create or replace trigger history after update or delete on registry_record
  for each row execute function public.registry_history('id', 'id');
create or replace trigger history_inserted after insert on registry_record referencing new table as inserted
  for each statement execute function public.registry_history_of_rows('id', 'id');
create or replace trigger history after update or delete on registry_statement
  for each row execute function public.registry_history('id', 'subject_id');
create or replace trigger history_inserted after insert on registry_statement referencing new table as inserted
  for each statement execute function public.registry_history_of_rows('id', 'subject_id');
create or replace trigger history after update or delete on registry_relation
  for each row execute function public.registry_history('id', 'subject_id');
create or replace trigger history_inserted after insert on registry_relation referencing new table as inserted
  for each statement execute function public.registry_history_of_rows('id', 'subject_id');
