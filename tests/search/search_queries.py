"""Searches records."""

from hkinno.registry.models import Record


def search_ids(text, model=Record):
    return list(model.objects.search(text).values_list("pk", flat=True))
