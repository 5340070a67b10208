"""How many records and statements there are, kept in memory and counted again where they change."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count
from django.db.models.expressions import RawSQL
from django.http import HttpRequest

from hkinno.api.revision_cache import DATA_VERSION, MAX_COUNT
from hkinno.registry.models import Record, Relation, Statement, record_models
from hkinno.registry.rest.filters.place import WITHIN
from hkinno.registry.totals import IdRanges, KeptTotals, Totals
from hkinno.registry.vocabularies.record_choices import FUTURE_STAGES

LIST, PLACE, PLAN, TOPIC, HOST = "list", "place", "plan", "topic", "host"


def count(ids: IdRanges) -> list[Totals]:
    """Records by resource, place and topic, also those that are plans by place; labs by host,
    topics and stage; and the evidence."""
    totals, is_listed = ids.no_totals(), {"merged_into": None}
    records = Record.objects.published().filter(ids.contain("pk"), **is_listed).order_by()
    columns = (ids.position_of("pk"), "resource", "place", "topics", "stage")
    for index, resource, place, topics, stage, number in counted(records, *columns):
        total = totals[index]
        total[LIST, resource] += number
        total[PLACE, resource, place] += number
        if stage in FUTURE_STAGES:
            total[PLAN, resource, place] += number
        total.update({(TOPIC, resource, topic): number for topic in topics})
    labs = record_models()["labs"].objects.published().filter(ids.contain("pk"), **is_listed)
    of_labs = counted(labs.order_by(), ids.position_of("pk"), "host", "topics", "stage")
    for index, host, topics, stage, number in of_labs:
        totals[index][HOST, host, tuple(topics), stage in FUTURE_STAGES] += number
    for name, rows in (("statements", Statement.objects), ("relations", Relation.objects)):
        evidence = rows.published().filter(ids.contain("subject")).order_by()
        for index, number in counted(evidence, ids.position_of("subject")):
            totals[index][LIST, name] = number
    return totals


def counted(rows: Any, *columns: Any) -> Any:
    """The values of the columns, each combination with the number of rows."""
    return rows.values_list(*columns).annotate(Count("pk"))


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
    totals = read_totals(request).items()
    counts = [(key[2], number) for key, number in totals if key[:2] == (TOPIC, resource)]
    return rank(counts)


def rank(counts: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Keys with their counts, the most frequent first."""
    return sorted(counts, key=lambda item: (-item[1], item[0]))


def resources_in(request: HttpRequest, place: str) -> set[str]:
    """The resources of which there are records in a place, as the filter by place finds them."""
    within = Record.objects.filter(pk__in=RawSQL(WITHIN, [[place]]), merged_into=None)
    resources = dict(within.exclude(pk=place).values_list("pk", "resource"))
    places = {place, *resources}
    located = (name for name, numbers in count_by_place(request).items() if places & numbers.keys())
    return {*resources.values(), *located}


def count_by_host(request: HttpRequest) -> list[tuple[str, int]]:
    """The institutions that host laboratories with the number of these, the most first."""
    totals: Counter[str] = Counter()
    for host, _topics, _is_plan, number in labs_by_host(request):
        totals[host] += number
    return rank(totals.items())


def labs_by_host(request: HttpRequest) -> Iterator[tuple[str, tuple[str, ...], bool, int]]:
    """The host, the topics and whether they are plans, with the number of such laboratories."""
    for (kind, *key), number in read_totals(request).items():
        if kind == HOST and key[0]:
            host, topics, is_plan = key
            yield host, topics, is_plan, number
