-- Retrieves the candidates for matching. Always by an index: the planner cannot know how common the
-- lexemes of a parameter are.

create or replace function public.registry_known_lexemes(words text[], lexemes text[], common text[])
returns setof text stable language plpgsql set enable_seqscan = off as $$
-- Those of the lexemes, and of the words similar to the given words, that occur in a name of a published
-- record. The common ones are known to occur. The array keeps the planner from scanning all records in
-- the hope of finding one soon.
begin
  return query select l.lexeme
    from (
      select w.word from unnest(words) q (word)
        join public.registry_nameword w
          on public.search_deletions(w.word) && public.search_deletions(q.word)
      union select unnest(lexemes)) l (lexeme)
    where l.lexeme = any (common) or exists (
      select from public.registry_record r
        where r.status = 'published' and r.merged_into_id is null and r.id = any (array(
          select record_id from public.registry_searchentry
            where names_vector @@ quote_literal(l.lexeme)::tsquery)));
end $$;

create or replace function public.registry_similar_names(
  query tsquery, features tsquery, resources text[], max_records integer)
returns setof text stable language plpgsql
set enable_seqscan = off set enable_indexscan = off as $$
-- Published records of these resources that match the query, those with most of the features first. Only
-- bitmap scans read no rows but the hits.
declare
  hits text[] := array(
    select record_id from public.registry_searchentry
      where names_vector @@ query and resource = any (resources) limit 1000);
begin
  return query select e.record_id::text
    from public.registry_searchentry e join public.registry_record r on r.id = e.record_id
    where e.record_id = any (hits) and r.id = any (hits)
      and r.status = 'published' and r.merged_into_id is null
    order by ts_rank(e.names_vector, features, 1) desc, e.prominence, e.record_id
    limit max_records;
end $$;
