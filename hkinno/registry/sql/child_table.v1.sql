-- Restricts {table}, a child of registry_record, to records of the resource “{resource}”, updates the
-- version of a record when its child row changes, and keeps the history. The generated column and the composite foreign
-- key reject, say, a lab row with the id of an institution, which Django alone would accept.

alter table {table} add column resource_ varchar(20) not null
  generated always as ('{resource}') stored;
alter table {table} add constraint {table}_is_of_its_resource
  foreign key (record_ptr_id, resource_) references registry_record (id, resource)
  deferrable initially deferred;
create trigger a_write_lock before insert or update or delete on {table}
  for each statement execute function public.registry_write_lock();
create trigger touch_record after update on {table} for each row
  when (old.* is distinct from new.*)
  execute function public.registry_touch('record_ptr_id');
create trigger follow_merge before insert or update on {table} for each row
  when (pg_trigger_depth() = 0) execute function public.registry_follow_merge();
create trigger history after update or delete on {table} for each row
  execute function public.registry_history('record_ptr_id', 'record_ptr_id');
create trigger history_inserted after insert on {table} referencing new table as inserted
  for each statement execute function public.registry_history_of_rows('record_ptr_id', 'record_ptr_id');
select public.registry_check_texts('{table}');
