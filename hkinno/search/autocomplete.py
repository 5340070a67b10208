"""Names that begin with a text."""

from typing import TypeVar

from django.db import connections
from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)

MAX_COMPLETIONS = 10
MAX_NAMES_PER_RECORD = 5  # a record may have several names that begin alike
LAST_CHARACTER = "\U0010ffff"


class AutocompleteQuerySet(QuerySet[M]):
    """A queryset of names, each with its `key`, `prominence` and `record`."""

    def autocomplete(self, text: str, limit: int = MAX_COMPLETIONS) -> list[M]:
        """At most `limit` names that begin with a text, one per record.

        Names that equal the text come first, then the more prominent.
        """
        keys = self.fetch_keys(text)
        names = self.order_by("prominence", "key", "record")
        prefixes = Q(
            *(Q(key__gte=key, key__lt=key + LAST_CHARACTER) for key in keys), _connector=Q.OR
        )
        equal_names = names.filter(key__in=keys)[:limit]
        longer_names = names.filter(prefixes)[: limit * MAX_NAMES_PER_RECORD] if keys else []
        by_record: dict[str, M] = {}
        for name in (*equal_names, *longer_names):
            by_record.setdefault(name.record_id, name)  # type: ignore[attr-defined] # see the class
        return list(by_record.values())[:limit]

    def fetch_keys(self, text: str) -> list[str]:
        """A text as the key of a name, in the words of each region."""
        with connections[self.db].cursor() as cursor:
            cursor.execute("select public.search_query_keys(%s)", [text])
            keys: list[str] = cursor.fetchone()[0]
        return keys
