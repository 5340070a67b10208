-- Makes everything that refers to a merged record refer to the record that remains, whoever writes.
--
-- Merging moves all references, statements and relations to the survivor, and adds the names and open
-- identifiers of the merged record to it. registry_mergedreference remembers each change, so that it
-- is undone if the record is no longer merged. Later writes that refer to a merged record refer to
-- its survivor instead. There are no chains: if a survivor is merged in turn, what was merged into it
-- follows. So a cycle would end at the record itself, which record_is_not_merged_into_itself refuses.

create or replace function public.registry_absorb_names(merged_id text, survivor_id text)
returns void language plpgsql as $$
declare
  merged public.registry_record;
  survivor public.registry_record;
  new_aliases jsonb;
  new_ids jsonb;
begin
  select * into merged from public.registry_record where id = merged_id;
  select * into survivor from public.registry_record where id = survivor_id;
  select coalesce(jsonb_agg(alias order by n), '[]') into new_aliases from (
    select distinct on (alias ->> 'value') alias, n
    from jsonb_array_elements(jsonb_build_array(
      jsonb_build_object('value', merged.name_zh, 'lang', 'zh-Hant', 'type', 'variant',
        'since', null, 'until', null, 'basis', merged.name_zh_basis),
      jsonb_build_object('value', merged.name_en, 'lang', 'en', 'type', 'variant',
        'since', null, 'until', null, 'basis', merged.name_en_basis)) || merged.aliases) with ordinality as a (alias, n)
    where alias ->> 'value' not in ('', survivor.name_zh, survivor.name_en)
      and not survivor.aliases @> jsonb_build_array(jsonb_build_object('value', alias -> 'value'))
    order by alias ->> 'value', n) named;
  select coalesce(jsonb_object_agg(scheme, ids), '{}') into new_ids from (
    select scheme, jsonb_agg(identifier) as ids
    from jsonb_each(merged.external_ids) as i (scheme, list), jsonb_array_elements(list) as e (identifier)
    where not coalesce(survivor.external_ids -> scheme, '[]') @> jsonb_build_array(identifier)
    group by scheme) identified;
  -- Infinity marks a change of data shown with the record: see registry_record_stamp.
  update public.registry_record set
    updated_at = 'infinity',
    aliases = aliases || new_aliases,
    external_ids = external_ids || coalesce((
      select jsonb_object_agg(scheme, coalesce(external_ids -> scheme, '[]') || list)
      from jsonb_each(new_ids) as i (scheme, list)), '{}')
    where id = survivor_id;
  insert into public.registry_mergedreference (merged_id, table_name, column_name, row_id, value)
    select merged_id, 'registry_record', name, survivor_id, added
    from (values ('aliases', new_aliases), ('external_ids', new_ids)) as a (name, added)
    where survivor.id is not null and added not in ('[]', '{}');
end $$;

create or replace function public.registry_merge(old_id text, survivor_id text) returns void
language plpgsql as $$
declare reference record;
begin
  -- Relations that would lead from the survivor to itself, or repeat another one.
  with surplus as (
    delete from public.registry_relation r where old_id in (subject_id, object_id) and (
      survivor_id in (subject_id, object_id)
      or exists (
        select from public.registry_relation s
        where s.id <> r.id and s.role = r.role and s.title_zh = r.title_zh
          and s.since is not distinct from r.since
          and s.subject_id = case r.subject_id when old_id then survivor_id else r.subject_id end
          and s.object_id = case r.object_id when old_id then survivor_id else r.object_id end))
    returning *)
  insert into public.registry_mergedreference (merged_id, table_name, column_name, row_id, value)
    select old_id, 'registry_relation', '', id, to_jsonb(surplus) from surplus;
  for reference in select * from public.registry_reference_columns() loop
    -- A survivor that was, say, part of the merged record is not part of itself.
    execute format(
      'with moved as (update %1$s set %2$I = nullif($2, %3$I) where %2$I = $1 returning %3$I as id)
       insert into public.registry_mergedreference (merged_id, table_name, column_name, row_id, value)
         select $1, %1$L, %2$L, id, case id when $2 then ''true''::jsonb end from moved',
      reference.table_name, reference.column_name, reference.key_column)
      using old_id, survivor_id;
  end loop;
  with moved as (
    update public.registry_statement set value = jsonb_set(value, '{id}', to_jsonb(survivor_id))
      where value ->> 'id' = old_id and not value ? 'scheme' returning id)
  insert into public.registry_mergedreference (merged_id, table_name, column_name, row_id)
    select old_id, 'registry_statement', 'value', id from moved;
  perform public.registry_absorb_names(old_id, survivor_id);
end $$;

create or replace function public.registry_unmerge(old_id text, survivor_id text) returns void
language plpgsql as $$
-- Undoes registry_merge, except what has changed since.
declare change public.registry_mergedreference;
begin
  for change in
    delete from public.registry_mergedreference where merged_id = old_id returning *
  loop
    case change.column_name
      when '' then
        insert into public.registry_relation
          select r.* from public.registry_record s, public.registry_record o,
            jsonb_populate_record(null::public.registry_relation, change.value || jsonb_build_object(
              'subject_id', coalesce(s.merged_into_id, s.id),
              'object_id', coalesce(o.merged_into_id, o.id))) r
          where s.id = change.value ->> 'subject_id' and o.id = change.value ->> 'object_id'
            and r.subject_id <> r.object_id
          on conflict do nothing;
      when 'value' then
        update public.registry_statement set value = jsonb_set(value, '{id}', to_jsonb(old_id))
          where id = change.row_id and value ->> 'id' = survivor_id;
      when 'aliases' then
        update public.registry_record set aliases = (
          select coalesce(jsonb_agg(alias order by n), '[]')
          from jsonb_array_elements(aliases) with ordinality as a (alias, n)
          where not change.value @> jsonb_build_array(alias)) where id = change.row_id;
      when 'external_ids' then
        update public.registry_record set external_ids = (
          select coalesce(jsonb_object_agg(scheme, ids), '{}') from (
            select scheme, jsonb_agg(identifier) as ids
            from jsonb_each(external_ids) as i (scheme, list), jsonb_array_elements(list) as e (identifier)
            where not coalesce(change.value -> scheme, '[]') @> jsonb_build_array(identifier)
            group by scheme) kept) where id = change.row_id;
      else
        execute (
          select format('update %s set %2$I = $1 where %3$I = $2
            and (%2$I = $3 or %2$I is null and $4)', table_name, column_name, key_column)
          from public.registry_reference_columns() r
          where r.table_name = change.table_name::regclass and r.column_name = change.column_name)
          using old_id, change.row_id, survivor_id, change.value is not null;
    end case;
  end loop;
end $$;

create or replace function public.registry_merge_changed() returns trigger language plpgsql as $$
begin
  if old.merged_into_id is not null then
    perform public.registry_unmerge(new.id, old.merged_into_id);
  end if;
  if new.merged_into_id is not null then
    perform public.registry_merge(new.id, new.merged_into_id);
  end if;
  return null;
end $$;
create or replace trigger merge_changed after update on registry_record for each row
  -- A record that follows its survivor takes no references with it: they have moved already.
  when (old.merged_into_id is distinct from new.merged_into_id and pg_trigger_depth() = 0)
  execute function public.registry_merge_changed();

create or replace function public.registry_merge_inserted() returns trigger language plpgsql as $$
-- For all rows of an insertion together, as it may list a survivor after what is merged into it: the
-- history and the search index of both are written before. So may a later insertion.
declare merged record;
begin
  for merged in select id, merged_into_id from inserted where merged_into_id is not null loop
    perform public.registry_merge(merged.id, merged.merged_into_id);
  end loop;
  for merged in
    select r.id, r.merged_into_id from public.registry_record r
      where r.merged_into_id in (select id from inserted) and r.id not in (select id from inserted)
  loop
    perform public.registry_absorb_names(merged.id, merged.merged_into_id);
  end loop;
  return null;
end $$;
create or replace trigger merge_inserted after insert on registry_record
  referencing new table as inserted
  for each statement execute function public.registry_merge_inserted();

create or replace function public.registry_forget_merge() returns trigger language plpgsql as $$
-- Nothing of a deleted row is kept.
begin
  delete from public.registry_mergedreference where merged_id = old.id or row_id = old.id
    or value ->> 'subject_id' = old.id or value ->> 'object_id' = old.id;
  return null;
end $$;
create or replace trigger forget_merge after delete on registry_record for each row
  when (pg_trigger_depth() = 0) execute function public.registry_forget_merge();
create or replace trigger forget_merge after delete on registry_statement for each row
  when (pg_trigger_depth() = 0) execute function public.registry_forget_merge();
create or replace trigger forget_merge after delete on registry_relation for each row
  when (pg_trigger_depth() = 0) execute function public.registry_forget_merge();

create or replace function public.registry_follow_merge() returns trigger language plpgsql
set enable_seqscan = off as $$
-- Redirects the columns that are the arguments, by default all foreign keys of a child table. Always uses
-- an index: a plan for a table that was empty would read all of it for each row of a long load.
declare
  columns text[] := tg_argv;
  row_values jsonb;
  target_id text;
  survivor_id text;
  column_name text;
begin
  if not exists (select from public.registry_record where merged_into_id is not null) then
    return new;
  end if;
  row_values := to_jsonb(new);
  if tg_nargs = 0 then
    columns := array(select r.column_name from public.registry_reference_columns() r
      where table_name = tg_relid);
  end if;
  foreach column_name in array columns loop
    target_id := case column_name when 'value' then row_values -> 'value' ->> 'id'
      else row_values ->> column_name end;
    select merged_into_id into survivor_id from public.registry_record
      where id = target_id and merged_into_id is not null;
    if found and column_name <> 'value' then
      new := jsonb_populate_record(new, jsonb_build_object(column_name, survivor_id));
    elsif found and not row_values -> 'value' ? 'scheme' then
      new.value := jsonb_set(new.value, '{id}', to_jsonb(survivor_id));
    end if;
  end loop;
  return new;
end $$;
-- Not for what the functions above write.
create or replace trigger follow_merge before insert or update on registry_record for each row
  when (pg_trigger_depth() = 0)
  execute function public.registry_follow_merge('merged_into_id', 'part_of_id', 'place_id');
create or replace trigger follow_merge before insert or update on registry_statement for each row
  when (pg_trigger_depth() = 0)
  execute function public.registry_follow_merge('subject_id', 'source_id', 'value');
create or replace trigger follow_merge before insert or update on registry_relation for each row
  when (pg_trigger_depth() = 0)
  execute function public.registry_follow_merge('subject_id', 'object_id');
