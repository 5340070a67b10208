-- Retrieves the candidates for matching. Always by an index: the planner cannot know how common the
-- lexemes of a parameter are.

create or replace function public.registry_known_lexemes(words text[], lexemes text[], common text[])
returns setof text stable language plpgsql
set enable_seqscan = off set enable_indexscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
-- Those of the lexemes, and of the words similar to the given words, that occur in a name of a published
-- record. The common ones are known to occur. Nested loops end at the first record that has a lexeme.
begin
  return query select l.lexeme
    from (
      select w.word from unnest(words) q (word)
        join public.registry_nameword w
          on public.search_deletions(w.word) && public.search_deletions(q.word)
      union select unnest(lexemes)) l (lexeme)
    where l.lexeme = any (common) or exists (
      select from public.registry_searchentry e join public.registry_record r on r.id = e.record_id
        where e.names_vector @@ quote_literal(l.lexeme)::tsquery
          and r.status = 'published' and r.merged_into_id is null);
end $$;

create or replace function public.registry_similar_names(
  query tsquery, features tsquery, resources text[], max_records integer)
returns setof text stable language plpgsql
set enable_seqscan = off set enable_indexscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
-- Published records of these resources that match the query, those with most of the features first. A
-- bitmap scan reads no rows but the hits, each once; a nested loop looks up the best ones only.
begin
  return query select e.record_id::text
    from (
      select h.record_id, h.prominence, ts_rank(h.names_vector, features, 1) as rank
        from (
          select record_id, prominence, names_vector from public.registry_searchentry
            where names_vector @@ query and resource = any (resources) limit 1000) h
        order by rank desc, prominence, record_id) e
      join public.registry_record r on r.id = e.record_id
    where r.status = 'published' and r.merged_into_id is null
    order by e.rank desc, e.prominence, e.record_id
    limit max_records;
end $$;
