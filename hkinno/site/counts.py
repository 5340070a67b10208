"""How many records and statements there are, kept in memory and counted again where they change."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django.db.models import Count, Value
from django.db.models.expressions import RawSQL
from django.http import HttpRequest

from hkinno.api.revision_cache import DATA_VERSION, MAX_COUNT, RowCount, up_to
from hkinno.registry.models import Record, Relation, Statement, record_models
from hkinno.registry.rest.filters.place import WITHIN
from hkinno.registry.totals import ANY_RANGES, IdRanges, KeptTotals, RangesQuery, Totals
from hkinno.registry.vocabularies.record_choices import FUTURE_STAGES, Topic

LIST, PLACE, PLAN, TOPIC, HOST, FIELD = "list", "place", "plan", "topic", "host", "field"
DATED = "dated"
# The date that places the records of a resource on the timeline.
DATES = {
    "events": "starts",
    "labs": "established",
    "institutions": "established",
    "programmes": "launched",
    "facilities": "opened",
}


@cache
def compile_counts() -> tuple[RangesQuery, ...]:
    """What counts records, laboratories, dated records, statements and relations."""
    models: list[Any] = [Record, *record_models().values()]
    listed = {
        model.RESOURCE: model.objects.published().filter(ANY_RANGES.contain("pk"), merged_into=None)
        for model in models
    }
    evidence = {
        name: model.objects.published().filter(ANY_RANGES.contain("subject"))
        for name, model in (("statements", Statement), ("relations", Relation))
    }
    dated = [group(listed[name], "pk", Value(name), of=field) for name, field in DATES.items()]
    supported = [group(rows, "subject", Value(name)) for name, rows in evidence.items()]
    queries = (
        group(listed[Record.RESOURCE], "pk", "resource", "place", "topics", "stage"),
        group(listed["labs"], "pk", "host", "topics", "stage"),
        dated[0].union(*dated[1:], all=True),
        supported[0].union(supported[1], all=True),
    )
    return tuple(map(RangesQuery.compile, queries))


def group(rows: Any, id: str, *columns: Any, of: str = "pk") -> Any:
    """The range of an id and the columns, each combination with the number of values of `of`."""
    ranges = rows.order_by().values_list(ANY_RANGES.position_of(id), *columns)
    return ranges.annotate(number_of_values=Count(of))


def count(ids: IdRanges) -> list[Totals]:
    """Records by resource, place and topic, also those that are plans by place; labs by host, also
    by topics and stage; and the evidence."""
    kinds, labs, dated, evidence = (query.run(ids) for query in compile_counts())
    totals = ids.no_totals()
    for index, resource, place, topics, stage, number in kinds:
        total = totals[index]
        total[LIST, resource] += number
        total[PLACE, resource, place] += number
        if stage in FUTURE_STAGES:
            total[PLAN, resource, place] += number
        total.update({(TOPIC, resource, topic): number for topic in topics})
    for index, host, topics, stage, number in labs:
        totals[index][HOST, host] += number
        totals[index][FIELD, host, tuple(topics), stage in FUTURE_STAGES] += number
    for kind, rows in ((DATED, dated), (LIST, evidence)):
        for index, name, number in rows:
            totals[index][kind, name] = number
    return totals


kept_totals = KeptTotals(count)
TOTALS = "totals"  # the attribute of a request


def read_totals(request: HttpRequest) -> Totals:
    """The totals of the data that a request reads: see `count`. Read once for a request."""
    if not hasattr(request, TOTALS):
        setattr(request, TOTALS, kept_totals.read(getattr(request, DATA_VERSION, None)))
    return getattr(request, TOTALS)  # type: ignore[no-any-return]  # set above


def count_lists(request: HttpRequest) -> dict[str, int]:
    """The number of rows of each list, as the API counts them."""
    totals = read_totals(request)
    names = [*record_models(), "statements", "relations"]
    return {name: min(totals[LIST, name], MAX_COUNT) for name in names}


def count_dated(request: HttpRequest, resource: str) -> RowCount:
    """The number of records of a resource on the timeline."""
    return up_to(MAX_COUNT, read_totals(request)[DATED, resource])


def count_by_place(request: HttpRequest, of: str = PLACE) -> dict[str, dict[str | None, int]]:
    """How many records of each resource name each place as their own; of PLAN, only plans."""
    counts: dict[str, dict[str | None, int]] = {name: {} for name in record_models()}
    for (kind, *key), number in read_totals(request).items():
        if kind == of:
            resource, place = key
            counts[resource][place] = number
    return counts


def count_by_topic(request: HttpRequest, resource: str) -> list[tuple[str, int]]:
    """The topics of the records of a resource, the most frequent first."""
    totals = read_totals(request)
    counts = ((topic, totals[TOPIC, resource, topic]) for topic in Topic.values)
    return rank((topic, number) for topic, number in counts if number)


def rank(counts: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Keys with their counts, the most frequent first."""
    return sorted(counts, key=lambda item: (-item[1], item[0]))


def count_in_place(request: HttpRequest, place: str) -> dict[str, RowCount]:
    """How many records of each resource the filter by place finds, if it finds any."""
    totals = read_totals(request)
    within = Record.objects.filter(pk__in=RawSQL(WITHIN, [[place]])).order_by()
    rows = list(within.values_list("pk", "resource", "place", "merged_into"))
    inside = {place, *(key for key, *_others in rows)}
    counts = Counter(
        resource
        for key, resource, where, survivor in rows
        if key != place and where not in inside and survivor is None
    )
    for resource in record_models():
        counts[resource] += sum(totals[PLACE, resource, key] for key in inside)
    return {name: up_to(MAX_COUNT, number) for name, number in counts.items() if number}


def count_by_host(request: HttpRequest) -> list[tuple[str, int]]:
    """The institutions that host laboratories with the number of these, the most first."""
    totals = read_totals(request).items()
    return rank((key[1], number) for key, number in totals if key[0] == HOST and key[1])


def labs_by_host(request: HttpRequest) -> Iterator[tuple[str, tuple[str, ...], bool, int]]:
    """The host, the topics and whether they are plans, with the number of such laboratories."""
    for (kind, *key), number in read_totals(request).items():
        if kind == FIELD and key[0]:
            host, topics, is_plan = key
            yield host, topics, is_plan, number
