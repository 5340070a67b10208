-- Constraints on the kinds of records and on properties. They read registry_knownresource and
-- registry_knownproperty, which `migrate` fills from the models, so a new kind needs no change here.

create or replace function public.registry_record_fits_its_kind() returns trigger
language plpgsql as $$
declare needs_both_names boolean;
begin
  select has_names into needs_both_names from public.registry_knownresource
    where name = new.resource;
  if not found then
    raise exception 'record %: “%” is not a known resource', new.id, new.resource
      using errcode = 'check_violation', constraint = 'record_resource_is_known';
  end if;
  if needs_both_names and (new.name_zh = '' or new.name_en = '') then
    raise exception 'record %: a name in Chinese and one in English are required', new.id
      using errcode = 'check_violation', constraint = 'record_has_both_names';
  end if;
  return null;
end $$;
create or replace trigger fits_its_kind after insert or update of resource, name_zh, name_en
  on registry_record
  for each row execute function public.registry_record_fits_its_kind();

create or replace function public.registry_statement_property_is_known() returns trigger
language plpgsql as $$
begin
  if not exists (select from public.registry_knownproperty where name = new.property) then
    raise exception 'statement %: “%” is not a known property', new.id, new.property
      using errcode = 'check_violation', constraint = 'statement_property_is_known';
  end if;
  return null;
end $$;
create or replace trigger property_is_known after insert or update of property on registry_statement
  for each row execute function public.registry_statement_property_is_known();
