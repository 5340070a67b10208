"""How many records and statements there are, kept in memory and counted again where they change."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from django.db.models import Count, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.http import HttpRequest

from hkinno.api.revision_cache import DATA_VERSION, MAX_COUNT, RowCount, up_to
from hkinno.registry.models import Record, Relation, Statement, record_models
from hkinno.registry.rest.filters.place import WITHIN
from hkinno.registry.totals import ANY_RANGES, IdRanges, KeptTotals, RangesQuery, Totals
from hkinno.registry.vocabularies.record_choices import FUTURE_STAGES, Topic

LIST, PLACE, PLAN, TOPIC = "list", "place", "plan", "topic"
# The date that places the records of a resource on the timeline.
DATES = {
    "events": "starts",
    "labs": "established",
    "institutions": "established",
    "programmes": "launched",
    "facilities": "opened",
}
EVIDENCE: dict[str, Any] = {"statements": Statement, "relations": Relation}


def keep_totals(
    select_rows: Callable[[], QuerySet[Any]], make_keys: Callable[..., Iterable[Any]]
) -> KeptTotals:
    """The sums of the last column of rows by what `make_keys` makes of those before it.

    The first column has the position of the range of ids that a row belongs to.
    """
    compile_query = cache(lambda: RangesQuery.compile(select_rows()))

    def count(ids: IdRanges) -> list[Totals]:
        totals = ids.no_totals()
        for index, *columns, number in compile_query().run(ids):
            for key in make_keys(*columns):
                totals[index][key] += number
        return totals

    return KeptTotals(count)


def listed(model: Any) -> Any:
    return model.objects.listed().filter(ANY_RANGES.contain("pk"))


def group(rows: Any, id: str, *columns: Any, of: str = "pk") -> Any:
    """The range of an id and the columns, each combination with the number of values of `of`."""
    ranges = rows.order_by().values_list(ANY_RANGES.position_of(id), *columns)
    return ranges.annotate(number_of_values=Count(of))


def select_records() -> Any:
    return group(listed(Record), "pk", "resource", "place", "topics", "stage")


def record_keys(resource: str, place: str | None, topics: list[str], stage: str) -> Iterator[Any]:
    yield LIST, resource
    yield PLACE, resource, place
    if stage in FUTURE_STAGES:
        yield PLAN, resource, place
    for topic in topics:
        yield TOPIC, resource, topic


def hosted_labs() -> Any:
    return listed(record_models()["labs"]).exclude(host=None)


def select_hosts() -> Any:
    return group(hosted_labs(), "pk", "host")


def select_fields() -> Any:
    return group(hosted_labs(), "pk", "host", "topics", "stage")


def field_keys(host: str, topics: list[str], stage: str) -> Iterator[Any]:
    for topic in topics:
        yield topic
        yield host, topic, stage in FUTURE_STAGES


def select_dated() -> Any:
    models = record_models()
    dated = [group(listed(models[name]), "pk", Value(name), of=of) for name, of in DATES.items()]
    return dated[0].union(*dated[1:], all=True)


def select_evidence() -> Any:
    rows = [
        group(
            model.objects.published().filter(ANY_RANGES.contain("subject")), "subject", Value(name)
        )
        for name, model in EVIDENCE.items()
    ]
    return rows[0].union(*rows[1:], all=True)


def one_key(key: Any) -> tuple[Any]:
    return (key,)


# By LIST, PLACE, PLAN and TOPIC, each with the resource; by host; by topic, and by host, topic and
# whether they are plans; and by the name of the list.
records = keep_totals(select_records, record_keys)
labs_by_host = keep_totals(select_hosts, one_key)
labs_by_field = keep_totals(select_fields, field_keys)
dated_records = keep_totals(select_dated, one_key)
evidence = keep_totals(select_evidence, one_key)
TOTALS = "totals"  # the attribute of a request


def read_totals(request: HttpRequest, kept: KeptTotals) -> Totals:
    """Totals of the data that a request reads. Read once for a request."""
    totals: dict[KeptTotals, Totals] = request.__dict__.setdefault(TOTALS, {})
    if kept not in totals:
        totals[kept] = kept.read(getattr(request, DATA_VERSION, None))
    return totals[kept]


def count_lists(request: HttpRequest) -> dict[str, int]:
    """The number of rows of each list, as the API counts them."""
    totals = read_totals(request, records)
    numbers = {name: totals[LIST, name] for name in record_models()}
    numbers |= {name: read_totals(request, evidence)[name] for name in EVIDENCE}
    return {name: min(number, MAX_COUNT) for name, number in numbers.items()}


def count_dated(request: HttpRequest, resource: str) -> RowCount:
    """The number of records of a resource on the timeline."""
    return up_to(MAX_COUNT, read_totals(request, dated_records)[resource])


def count_by_place(request: HttpRequest, of: str = PLACE) -> dict[str, dict[str | None, int]]:
    """How many records of each resource name each place as their own; of PLAN, only plans."""
    counts: dict[str, dict[str | None, int]] = {name: {} for name in record_models()}
    for (kind, *key), number in read_totals(request, records).items():
        if kind == of:
            resource, place = key
            counts[resource][place] = number
    return counts


def count_by_topic(request: HttpRequest, resource: str) -> list[tuple[str, int]]:
    """The topics of the records of a resource, the most frequent first."""
    totals = read_totals(request, records)
    counts = ((topic, totals[TOPIC, resource, topic]) for topic in Topic.values)
    return rank((topic, number) for topic, number in counts if number)


def rank(counts: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Keys with their counts, the most frequent first."""
    return sorted(counts, key=lambda item: (-item[1], item[0]))


def count_in_place(request: HttpRequest, place: str) -> dict[str, RowCount]:
    """How many records of each resource the filter by place finds, if it finds any."""
    totals = read_totals(request, records)
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
    return rank(read_totals(request, labs_by_host).items())


def count_by_field(request: HttpRequest) -> Totals:
    """The number of laboratories with a host by topic, and by host, topic and whether planned."""
    return read_totals(request, labs_by_field)
