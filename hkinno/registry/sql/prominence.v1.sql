-- The prominence of a record in search results.

create or replace function public.registry_prominence(resource text, names text[]) returns integer
immutable strict parallel safe language sql as $$
-- Sorts hits of the same tier in ascending order: records before indicators before sources, and
-- short names before long ones. A Chinese character counts as three letters.
  select case resource when 'sources' then 20000 when 'indicators' then 10000 else 0 end
    + coalesce(3 * least(length(names[1]), 1000), 0) + coalesce(least(length(names[2]), 1000), 0)
$$;
