-- Check constraints that keep every text clean, whoever writes: normalized to NFC, trimmed, no runs
-- of blanks, no control, zero-width or directional characters. The space and the ideographic space
-- are the only blanks. `hkinno/registry/values/texts.py` has the same character class.

create or replace function public.registry_is_clean_line(line text) returns boolean
immutable parallel safe language sql as $$
  select line is nfc normalized and line collate "C" !~
    '[\u0001-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]|^[ \u3000]|[ \u3000]$|[ \u3000]{2}'
$$;

-- The next four functions: an expression that PostgreSQL inlines in a check constraint and that decides
-- nearly all values, and a slower function for the others.

create or replace function public.registry_are_clean_lines(multiline text) returns boolean
immutable parallel safe language sql as $$
-- Lines are separated by one line feed, paragraphs by two.
  select multiline !~ '^\n|\n$|\n{3}' and not exists (
    select from string_to_table(multiline, E'\n') line
    where not public.registry_is_clean_line(line))
$$;

create or replace function public.registry_is_clean_text(multiline text) returns boolean
immutable parallel safe language sql as $$
  select case when strpos(multiline, E'\n') = 0 then public.registry_is_clean_line(multiline)
    else public.registry_are_clean_lines(multiline) end
$$;

create or replace function public.registry_are_clean_values(document jsonb) returns boolean
immutable parallel safe language sql as $$
  select case jsonb_typeof(document)
    when 'string' then public.registry_is_clean_line(document #>> '{}')
    when 'array' then not exists (select from jsonb_array_elements(document) element
      where not public.registry_are_clean_values(element))
    when 'object' then not exists (select from jsonb_each(document)
      where not (public.registry_is_clean_line(key) and public.registry_are_clean_values(value)))
    else true end
$$;

create or replace function public.registry_is_clean_json(document jsonb) returns boolean
immutable parallel safe language sql as $$
-- In JSON text without a backslash, each quotation mark begins or ends a string. A blank after one, two
-- blanks, or a blank before one that may end a string occur in a string only.
  select case when document is null then true
    when document::text is nfc normalized and document::text collate "C" !~
      '[\u0001-\u001f\\\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]|"[ \u3000]|[ \u3000]{2}|[ \u3000]"(?:[]},:]|$)'
      then true
    else public.registry_are_clean_values(document) end
$$;

create or replace function public.registry_check_texts(checked_table regclass) returns void
language plpgsql as $$
-- Adds the constraint TABLE_COLUMN_is_clean for each column of text or JSON that has none yet, except
-- keys. A column of type `text` may have several lines, one of type `varchar` has one.
declare
  column_name text;
  column_type text;
  constraint_name text;
begin
  for column_name, column_type, constraint_name in
    select a.attname, a.atttypid::regtype::text, c.relname || '_' || a.attname || '_is_clean'
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.oid = checked_table and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      and a.atttypid in ('varchar'::regtype, 'text'::regtype, 'jsonb'::regtype)
      and not exists (select from pg_constraint k where k.conrelid = c.oid
        and k.contype in ('p', 'f') and a.attnum = any (k.conkey))
  loop
    if not exists (select from pg_constraint where conrelid = checked_table
      and conname = constraint_name)
    then
      execute format('alter table %s add constraint %I check (public.%I(%I))',
        checked_table, constraint_name, case column_type when 'jsonb' then 'registry_is_clean_json'
          when 'text' then 'registry_is_clean_text' else 'registry_is_clean_line' end, column_name);
    end if;
  end loop;
end $$;
