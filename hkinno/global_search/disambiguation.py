"""What tells namesakes apart: what sort of thing each is, and whose, or where."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from events.models import Event, EventKind
from hkinno.registry.models import Place, PlaceKind, Record, Relation, Source, SourceKind
from hkinno.registry.vocabularies.choices import BilingualChoices
from hkinno.registry.vocabularies.record_terms import Resource, Status
from hkinno.registry.vocabularies.roles import Role
from labs import models as labs
from programmes import models as programmes


class Kind(NamedTuple):
    """A model, the words for its sorts where it has such, and the column that says whose it is."""

    model: type[Record]
    sorts: type[BilingualChoices] | None
    whose: str


KINDS = {
    Resource.INSTITUTIONS: Kind(labs.Institution, labs.InstitutionKind, "part_of"),
    Resource.LABS: Kind(labs.Lab, labs.LabKind, "host"),
    Resource.FACILITIES: Kind(labs.Facility, labs.FacilityKind, "operator"),
    Resource.PEOPLE: Kind(labs.Person, None, "part_of"),
    Resource.PROGRAMMES: Kind(programmes.Programme, programmes.ProgrammeKind, "administrator"),
    Resource.INDICATORS: Kind(programmes.Indicator, programmes.IndicatorKind, "part_of"),
    Resource.EVENTS: Kind(Event, EventKind, "part_of"),
    Resource.PLACES: Kind(Place, PlaceKind, "part_of"),
    Resource.SOURCES: Kind(Source, SourceKind, "part_of"),
}
Text = tuple[str, str]  # in Chinese, in English


def hints(records: Iterable[Record]) -> dict[str, Text]:
    """`{id: hint}` for records that have names: a query a resource, and one for posts of people."""
    ids = defaultdict(list)
    for record in records:
        ids[record.resource].append(record.pk)
    posts = posts_of(ids[Resource.PEOPLE])
    found = {}
    for resource, keys in ids.items():
        kind = KINDS[Resource(resource)]
        for child in kind.model.objects.filter(pk__in=keys).select_related(kind.whose, "place"):
            sort = kind.sorts(child.kind) if kind.sorts else Resource(resource)
            whose = posts.get(child.pk) or named(getattr(child, kind.whose)) or named(child.place)
            found[child.pk] = join((sort.label_zh, sort.label), whose)
    return found


def posts_of(people: list[str]) -> dict[str, Text]:
    """`{id: the body in which somebody has a post}`; of several posts the one begun last."""
    held = Relation.objects.shown().select_related("object")
    by_date = held.filter(role=Role.POST, subject__in=people).order_by("since", "id")
    return {post.subject_id: named(post.object) for post in by_date}


def named(record: Record | None) -> Text | None:
    """The names of a record that is shown to everybody."""
    if record and record.status == Status.PUBLISHED:
        return record.name_zh, record.name_en
    return None


def join(sort: Text, whose: Text | None) -> Text:
    """Both, or the one that there is."""
    return (f"{sort[0]}，{whose[0]}", f"{sort[1]}, {whose[1]}") if whose else sort
