"""The filter by aliases: with `at`, only by those in use at that time."""

from django.db.models import Q

from hkinno.api.filters.base import MatchFilter
from hkinno.registry.models import Record
from hkinno.registry.rest.filters.date import is_possible_at


class AliasFilter(MatchFilter):
    """Records with one of the given aliases."""

    def condition(self, values: list[str]) -> Q:
        condition, at = super().condition(values), self.parent.point_in_time
        if at is None:
            return condition
        # Few records match, so the dates in the JSON column are compared here and not in SQL.
        rows = Record.objects.filter(condition).values_list("pk", "aliases")
        ids = [
            key
            for key, aliases in rows
            if any(
                alias["value"] in values and is_possible_at(alias["since"], alias["until"], at)
                for alias in aliases
            )
        ]
        return Q(pk__in=ids)
