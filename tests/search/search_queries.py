"""Searches records, and builds the aliases by which they can be searched."""

from hkinno.registry.models import Record


def alias(value, lang="zh-Hant"):
    return {
        "value": value,
        "lang": lang,
        "type": "abbreviation",
        "since": None,
        "until": None,
        "basis": "common-usage",
    }


def search_ids(text, model=Record):
    return list(model.objects.search(text).values_list("pk", flat=True))
