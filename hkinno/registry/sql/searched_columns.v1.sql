-- Indexes {columns} of {table} as texts of the record.

create trigger index_own_texts_new after insert on {table}
  for each row execute function public.registry_index_own_texts({columns});
create trigger index_own_texts_changed after update of {columns} on {table} for each row
  when (({old}) is distinct from ({new}))
  execute function public.registry_index_own_texts({columns});
