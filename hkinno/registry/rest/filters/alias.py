"""The filter of other names: with `at`, of those that held then."""

from django.db.models import Q

from hkinno.api.filters.base import MatchFilter
from hkinno.registry.models import Record
from hkinno.registry.rest.filters.date import held


class AnyNamed(MatchFilter):
    """Records of which one of the names given is another name."""

    def condition(self, values: list[str]) -> Q:
        named, at = super().condition(values), self.parent.time
        if at is None:
            return named
        # Few records have a name; their dates are partial, and read here.
        rows = Record.objects.filter(named).values_list("pk", "aliases")
        then = [
            key
            for key, aliases in rows
            if any(each["value"] in values and held(*dates(each), at) for each in aliases)
        ]
        return Q(pk__in=then)


def dates(alias: dict[str, str | None]) -> tuple[str | None, str | None]:
    return alias["since"], alias["until"]
