"""Answer the queries of a batch."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import Q

from hkinno.global_search.disambiguation import hints
from hkinno.matching.candidate_filters import (
    DEFAULT_RESOURCES,
    MATCHABLE_RESOURCES,
    CandidateFilter,
)
from hkinno.matching.candidate_index import Index
from hkinno.matching.engine import (
    MAX_UNCERTAIN_SCORE,
    Candidate,
    MatchResult,
    choose,
    match_text,
    rank,
)
from hkinno.matching.own_references import (
    OwnReference,
    apply_reference,
    find_own_references,
    ids_of,
)
from hkinno.matching.published_names import find_survivors
from hkinno.matching.reconcile.properties import bilingual_label
from hkinno.matching.retrieval import TextQuery, retrieve
from hkinno.matching.tokens import IS_HAN
from hkinno.registry.models import Place, Record, record_models
from hkinno.registry.rest.filters.identifier import identifier_candidates
from hkinno.registry.vocabularies.record_choices import IdentifierScheme
from hkinno.search.tables import fold

SCHEME_PROPERTIES = {f"external_ids.{scheme.value}": scheme.value for scheme in IdentifierScheme}
IDENTIFIER_SCORE = 100.0
CONTRADICTION_FACTOR = 0.7  # of the score of a record with another value of a property
# The properties whose values are records of these resources.
NAMED_PROPERTIES = {
    "place": [Place.RESOURCE],
    "part_of": list(MATCHABLE_RESOURCES),
    "host": list(MATCHABLE_RESOURCES),
}


def match_queries(queries: Collection[dict[str, Any]]) -> list[MatchResult]:
    """The candidates for validated queries, in a few statements for all of them."""
    values = [group_values(query) for query in queries]
    resolved = resolve_names(values)
    references = find_own_references({query["query"] for query in queries})
    identified = [find_identified(item) for item in values]
    text_queries = [
        TextQuery(
            query["query"],
            to_filter(item, resolved)._replace(resources=allowed_resources(query)),
            (*ids, *ids_of(references, query["query"])),
        )
        for query, item, ids in zip(queries, values, identified, strict=True)
    ]
    return [
        match_query(index, text_query, query, ids, references.get(query["query"]))
        for index, text_query, query, ids in zip(
            retrieve(text_queries), text_queries, queries, identified, strict=True
        )
    ]


def match_query(
    index: Index,
    text_query: TextQuery,
    query: dict[str, Any],
    identified: Iterable[str],
    reference: OwnReference | None,
) -> MatchResult:
    """The candidates for a query: those that it identifies if there are any, else by its text."""
    limit = query["limit"]
    accepts = text_query.filter.bind(index)
    accepted = [id for id in identified if id in index.records and accepts(index.records[id])]
    if accepted:
        candidates = [Candidate(id, IDENTIFIER_SCORE, 0, 0, "") for id in accepted]
        return MatchResult(candidates[:limit], accepted[0] if len(accepted) == 1 else None)
    result = match_with_properties(index, text_query, limit)
    result = apply_reference(result, reference, index, accepts, text_query.text, limit)
    if query["type_strict"] != "should":
        return result
    other_resources = DEFAULT_RESOURCES - set(text_query.filter.resources)
    accepts_others = text_query.filter._replace(resources=other_resources).bind(index)
    uncertain = [  # of other types, which are never chosen
        candidate._replace(score=min(candidate.score, MAX_UNCERTAIN_SCORE))
        for candidate in match_text(index, text_query.text, accepts_others, limit).candidates
    ]
    ranked = rank([*result.candidates, *uncertain], result.chosen)
    return MatchResult(ranked[:limit], result.chosen)


def match_with_properties(index: Index, text_query: TextQuery, limit: int) -> MatchResult:
    """The candidates for a text; those that contradict a property have a lower score.

    They are never chosen, and nothing else is chosen if the text certainly means one of them.
    """
    text, candidate_filter, _ids = text_query
    result = match_text(index, text, candidate_filter.bind(index), limit)
    if not (candidate_filter.place or candidate_filter.kinds or candidate_filter.parents):
        return result
    without_properties = CandidateFilter(candidate_filter.resources)
    unfiltered = match_text(index, text, without_properties.bind(index), limit)
    known = {candidate.record_id for candidate in result.candidates}
    contradicting = [
        candidate._replace(score=round(candidate.score * CONTRADICTION_FACTOR, 1))
        for candidate in unfiltered.candidates
        if candidate.record_id not in known
    ]
    is_doubtful = unfiltered.chosen not in (None, result.chosen)
    chosen = None if is_doubtful else result.chosen
    return MatchResult(rank([*result.candidates, *contradicting], chosen)[:limit], chosen)


def group_values(query: dict[str, Any]) -> dict[str, list[str]]:
    """`{property id: values}` of a query."""
    values: defaultdict[str, list[str]] = defaultdict(list)
    for item in query["properties"]:
        values[item["pid"]] += item["v"]
    return values


def allowed_resources(query: dict[str, Any]) -> Collection[str]:
    """The resources that a query asks for; by default, the default ones."""
    types = set(query["type"])
    if query["type_strict"] == "all" and len(types) > 1:
        return ()  # no record has more than one type
    return types or DEFAULT_RESOURCES


def to_filter(
    values: dict[str, list[str]], resolved: dict[tuple[str, str], str]
) -> CandidateFilter:
    """The filter for the property values of a query; values that match nothing have no effect."""
    records = {
        name: [resolved[name, value] for value in values[name] if (name, value) in resolved]
        for name in NAMED_PROPERTIES
    }
    return CandidateFilter(
        DEFAULT_RESOURCES,
        next(iter(records["place"]), None),
        find_kinds(values["kind"]),
        [*records["part_of"], *records["host"]],
    )


def find_kinds(values: Iterable[str]) -> list[str]:
    """The kinds that have one of these values as their code or as a label."""
    folded = {fold(value) for value in values}
    return [
        choice.value
        for model in record_models().values()
        for choice in model.KIND_CHOICES or ()
        if not folded.isdisjoint(map(fold, (choice.value, str(choice.label), choice.label_zh)))
    ]


def resolve_names(
    values_of_queries: Sequence[dict[str, list[str]]],
) -> dict[tuple[str, str], str]:
    """`{(property id, value): record id}` of the values that are the id or a name of a record."""
    resolved: dict[tuple[str, str], str] = {}
    queries: dict[tuple[str, str], TextQuery] = {}
    for name, resources in NAMED_PROPERTIES.items():
        texts = dict.fromkeys(text for values in values_of_queries for text in values[name])
        by_id = find_survivors(texts.keys(), resources)
        resolved |= {(name, text): id for text, id in by_id.items()}
        queries |= {
            (name, text): TextQuery(text, CandidateFilter(resources))
            for text in texts.keys() - by_id
        }
    for key, query, index in zip(
        queries, queries.values(), retrieve(queries.values()), strict=True
    ):
        if id := choose(index, query.text, query.filter.bind(index)):
            resolved[key] = id
    return resolved


def find_identified(values: dict[str, list[str]]) -> tuple[str, ...]:
    """The ids of the published records that have one of the identifiers of a query."""
    condition = Q()
    for property_id, scheme in SCHEME_PROPERTIES.items():
        for value in values[property_id]:
            for candidate_scheme, identifier in identifier_candidates(value.strip()):
                if candidate_scheme == scheme:
                    condition |= Q(external_ids__contains={scheme: [identifier]})
    if not condition:
        return ()
    records = Record.objects.published().filter(condition, merged_into=None)
    return tuple(records.order_by("pk").values_list("pk", flat=True))


def query_response(
    queries: dict[str, dict[str, Any]], results: dict[str, MatchResult]
) -> dict[str, dict[str, Any]]:
    """`{name: {"result": candidates}}` in the format of the protocol."""
    ids = {candidate.record_id for result in results.values() for candidate in result.candidates}
    records = Record.objects.published().in_bulk(ids)
    descriptions = hints(records.values())
    response = {}
    for name, result in results.items():
        language = 0 if IS_HAN.search(queries[name]["query"]) else 1
        candidates = [item for item in result.candidates if item.record_id in descriptions]
        response[name] = {
            "result": [
                {
                    "id": id,
                    "name": (records[id].name_zh, records[id].name_en)[language],
                    "description": descriptions[id][language],
                    "type": [type_data(records[id].resource)],
                    "score": score,
                    "match": id == result.chosen,
                }
                for id, score, *_span in candidates
            ]
        }
    return response


def type_data(resource: str) -> dict[str, str]:
    """A resource as a type of the protocol."""
    label = record_models()[resource].LABEL
    return {
        "id": resource,
        "name": bilingual_label({"zh-Hant": label.label_zh, "en": label.label}),
    }
