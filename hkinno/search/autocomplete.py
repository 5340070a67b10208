"""Names that begin with what somebody has typed so far."""

from django.db import connection
from django.db.models import Q

from hkinno.registry.models.search_index import Completion
from hkinno.registry.vocabularies.record_terms import Status

MOST = 10
# A record may have several names that begin alike.
NAMES_A_RECORD = 5
LAST = "\U0010ffff"


def completions(text: str, most: int = MOST) -> list[Completion]:
    """Published records with a name that begins with a text, each once with one such name.

    Names that are equal to it come first, then the more prominent. Duplicates are left out.
    """
    keys = keys_of(text)
    begins = Q(*(Q(key__gte=key, key__lt=key + LAST) for key in keys), _connector=Q.OR)
    names = (
        Completion.objects.filter(record__status=Status.PUBLISHED, record__merged_into=None)
        .select_related("record")
        .order_by("prominence", "key", "record")
    )
    equal = names.filter(key__in=keys)[:most]
    longer = names.filter(begins)[: most * NAMES_A_RECORD] if keys else []
    by_record: dict[str, Completion] = {}
    for name in (*equal, *longer):
        by_record.setdefault(name.record_id, name)
    return list(by_record.values())[:most]


def keys_of(text: str) -> list[str]:
    """A text as the keys of names are; with the words that other regions have for the same."""
    with connection.cursor() as cursor:
        cursor.execute("select public.hkinno_keys(%s)", [text])
        return cursor.fetchone()[0]
