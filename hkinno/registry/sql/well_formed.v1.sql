-- Functions for check constraints. Immutable, with qualified names, so that a dump can be restored.
-- Those for most values are expressions, which PostgreSQL inlines; a value that is neither null nor
-- empty is examined by a second function.

create or replace function public.registry_is_decimal(d jsonb) returns boolean
immutable parallel safe language sql as $$
  select case jsonb_typeof(d)
    when 'null' then true
    when 'string' then d #>> '{}' ~ '^-?(0|[1-9][0-9]{0,17})(\.[0-9]{0,5}[1-9])?$'
    else false end
$$;

create or replace function public.registry_is_quantity_object(q jsonb, units text) returns boolean
immutable parallel safe language sql as $$
  select case
    when jsonb_typeof(q) <> 'object' then false
    when (select array_agg(k order by k) from jsonb_object_keys(q) k)
      <> array['magnitude', 'max', 'qualifier', 'unit', 'unit_basis', 'value'] then false
    when not (public.registry_is_decimal(q -> 'value') and public.registry_is_decimal(q -> 'max')
      and public.registry_is_decimal(q -> 'magnitude')) then false
    else coalesce(
      (q ->> 'unit' is null or q ->> 'unit' = any (string_to_array(units, ' ')))
      and ((q ->> 'unit' is null) = (q ->> 'unit_basis' is null))
      and (q ->> 'unit_basis' is null or q ->> 'unit_basis' in ('printed', 'inferred'))
      and q ->> 'qualifier' in ('exact', 'over', 'nearly', 'about', 'at-least', 'up-to', 'several')
      and ((q ->> 'qualifier' = 'several') = (q ->> 'value' is null))
      and ((q ->> 'qualifier' = 'several') = (q ->> 'magnitude' is not null))
      and (q ->> 'max' is null or (q ->> 'max')::numeric > (q ->> 'value')::numeric), false)
  end
$$;

create or replace function public.registry_is_quantity(q jsonb, units text) returns boolean
immutable parallel safe language sql as $$
-- Django's validation passes a JSON null for a column that is null.
  select case when q is null or jsonb_typeof(q) = 'null' then true
    else public.registry_is_quantity_object(q, units) end
$$;

create or replace function public.registry_are_aliases(aliases jsonb, words text) returns boolean
immutable parallel safe language sql as $$
  select case when jsonb_typeof(aliases) <> 'array' then false else not exists (
    select from jsonb_array_elements(aliases) a where case
      when jsonb_typeof(a) <> 'object' then true
      when (select array_agg(k order by k) from jsonb_object_keys(a) k)
        <> array['basis', 'lang', 'since', 'type', 'until', 'value'] then true
      else not coalesce(
        a ->> 'value' <> ''
        and a ->> 'lang' ~ '^[a-z]{2,3}(-[A-Za-z0-9]+)*$'
        and words::jsonb -> 'type' ? (a ->> 'type')
        and words::jsonb -> 'basis' ? (a ->> 'basis')
        and jsonb_typeof(a -> 'since') in ('string', 'null')
        and jsonb_typeof(a -> 'until') in ('string', 'null'), false)
    end) end
$$;

create or replace function public.registry_aliases_are_well_formed(aliases jsonb, words text) returns boolean
immutable parallel safe language sql as $$
  select case when aliases = '[]' then true else public.registry_are_aliases(aliases, words) end
$$;

create or replace function public.registry_are_external_ids(ids jsonb, forms text)
returns boolean immutable parallel safe language sql as $$
  select case when jsonb_typeof(ids) <> 'object' then false else not exists (
    select from jsonb_each(ids) i where case
      when jsonb_typeof(i.value) <> 'array' then true
      when jsonb_array_length(i.value) = 0 then true
      else exists (
        select from jsonb_array_elements(i.value) v
        where jsonb_typeof(v) <> 'string'
          or not coalesce(v #>> '{}' ~ ('^(' || (forms::jsonb ->> i.key) || ')$'), false))
    end) end
$$;

create or replace function public.registry_external_ids_are_well_formed(ids jsonb, forms text) returns boolean
immutable parallel safe language sql as $$
  select case when ids = '{}' then true else public.registry_are_external_ids(ids, forms) end
$$;

create or replace function public.registry_focus_are_well_formed(focus jsonb) returns boolean
immutable parallel safe language sql as $$
-- A list of objects with a text in both languages and nothing else.
  select jsonb_typeof(focus) = 'array' and not jsonb_path_exists(focus, '$[*] ? (
    @.type() != "object"
    || !(@.en.type() == "string" && @.en != "" && @."zh-Hant".type() == "string" && @."zh-Hant" != "")
    || exists(@.keyvalue() ? (@.key != "en" && @.key != "zh-Hant")))')
$$;

create or replace function public.registry_are_spans(spans jsonb, max_lines text) returns boolean
immutable parallel safe language sql as $$
  select case when jsonb_typeof(spans) <> 'array' then false else not exists (
    select from jsonb_array_elements(spans) s where case
      when jsonb_typeof(s) <> 'array' then true
      when jsonb_array_length(s) <> 2 then true
      when exists (select from jsonb_array_elements(s) n
                   where n #>> '{}' !~ '^[1-9][0-9]{0,5}$' or jsonb_typeof(n) <> 'number') then true
      else not coalesce((s ->> 1)::int between (s ->> 0)::int
                        and (s ->> 0)::int + max_lines::int - 1, false)
    end) end
$$;

create or replace function public.registry_also_lines_are_well_formed(spans jsonb, max_lines text) returns boolean
immutable parallel safe language sql as $$
  select case when spans = '[]' then true else public.registry_are_spans(spans, max_lines) end
$$;
