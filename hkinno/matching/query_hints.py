"""What is known beside a text: which kind of record it means, and where."""

from collections.abc import Collection
from typing import NamedTuple

from hkinno.matching.context_rules import around
from hkinno.matching.index import Index
from hkinno.matching.mention_resolution import Wanted
from hkinno.matching.name_forms import Row
from hkinno.registry.models import Place, record_models

MATCHED = {name: model.LABEL for name, model in record_models().items() if model.HAS_NAMES}
USUAL = frozenset(each for each in MATCHED if record_models()[each].MATCHING.is_default)


class Hint(NamedTuple):
    """What a record must be. It rules out and never proves: what is not known is not ruled out."""

    resources: Collection[str] = USUAL
    place: str | None = None
    kinds: Collection[str] = ()
    wholes: Collection[str] = ()

    def on(self, index: Index) -> Wanted:
        """Whether a record may be meant."""
        return lambda row: (
            row.resource in self.resources
            and (not self.kinds or not row.kind or row.kind in self.kinds)
            and (not self.wholes or row.whole is None or row.whole in self.wholes)
            and (self.place is None or is_near(index, row, self.place))
        )


def is_near(index: Index, row: Row, place: str) -> bool:
    """Whether a record is in a place, or that lies where the record is, as far as is known."""
    own = row.id if row.resource == Place.RESOURCE else row.place
    if own is None or own == place or place in around(index, row):
        return True
    wanted = index.rows.get(place)
    return wanted is not None and own in around(index, wanted)
