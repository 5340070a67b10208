-- The history of records, statements and relations: one row of registry_change for each changed row.

-- Arguments: the column with the key of a row, and the column with the id of the record on whose page
-- the row is edited. A row that moves to another record is a deletion there and an insertion here.
create or replace function public.registry_history() returns trigger language plpgsql as $$
declare
  -- What the triggers of registry_record maintain is no change of its own.
  maintained constant text[] := array['created_at', 'updated_at', 'version'];
  before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - maintained end;
  after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - maintained end;
begin
  if before is distinct from after then
    insert into public.registry_change
      (revision, changed_at, username, table_name, row_id, record_id, before, after)
    select public.registry_next_revision(), clock_timestamp(),
      coalesce(current_setting('hkinno.username', true), ''), tg_table_name,
      coalesce(b, a) ->> tg_argv[0], coalesce(b, a) ->> tg_argv[1], b, a
    from (select before as b where before is not null) as deleted
    full join (select after as a where after is not null) as inserted
      on b ->> tg_argv[0] = a ->> tg_argv[0] and b ->> tg_argv[1] = a ->> tg_argv[1]
    order by b is null;
  end if;
  return null;
end $$;
create or replace trigger history after insert or update or delete on registry_record
  for each row execute function public.registry_history('id', 'id');
create or replace trigger history after insert or update or delete on registry_statement
  for each row execute function public.registry_history('id', 'subject_id');
create or replace trigger history after insert or update or delete on registry_relation
  for each row execute function public.registry_history('id', 'subject_id');
