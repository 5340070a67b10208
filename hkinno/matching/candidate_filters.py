"""Filter candidates by what is known beside the text: kind of record, place, parent."""

from collections.abc import Collection
from typing import NamedTuple

from hkinno.matching.candidate_index import Index, RecordFilter
from hkinno.matching.context_rules import enclosing_places
from hkinno.matching.name_forms import RecordNames
from hkinno.registry.models import Place, record_models

# `{resource: label}`
MATCHABLE_RESOURCES = {
    name: model.LABEL for name, model in record_models().items() if model.HAS_NAMES
}
# Without sources and indicators, whose names are headlines and sentences.
DEFAULT_RESOURCES = frozenset(
    name for name in MATCHABLE_RESOURCES if record_models()[name].MATCHING.is_default
)


class CandidateFilter(NamedTuple):
    """Rules out records by their known values; a record with an unknown value is accepted."""

    resources: Collection[str] = DEFAULT_RESOURCES
    place: str | None = None
    kinds: Collection[str] = ()
    parents: Collection[str] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The records that it refers to."""
        return (*self.parents, *([self.place] if self.place else ()))

    def bind(self, index: Index) -> RecordFilter:
        """The predicate for the records of an index."""
        return lambda record: (
            record.resource in self.resources
            and (not self.kinds or not record.kind or record.kind in self.kinds)
            and (not self.parents or record.parent is None or record.parent in self.parents)
            and (self.place is None or may_be_in(index, record, self.place))
        )


def may_be_in(index: Index, record: RecordNames, place: str) -> bool:
    """Whether a record is in a place or its place contains that one, as far as is known."""
    own_place = record.id if record.resource == Place.RESOURCE else record.place
    if own_place is None or own_place == place or place in enclosing_places(index, record):
        return True
    return place in index.records and own_place in enclosing_places(index, index.records[place])
