-- A record can only be part of, or merged into, a record of the same resource.

alter table registry_record add constraint record_part_is_of_the_same_resource
  foreign key (part_of_id, resource) references registry_record (id, resource)
  deferrable initially deferred;
alter table registry_record add constraint record_is_merged_within_its_resource
  foreign key (merged_into_id, resource) references registry_record (id, resource)
  deferrable initially deferred;
