"""Search in the lists and autocompletes of the admin, by the search index of the API.

It knows Simplified and variant characters, abbreviations and romanisations. Unlike the API's, it
also finds drafts, and records by the names of those that they refer to.
"""

from typing import Any

from django.db.models import F, ForeignKey, Model, Q, QuerySet, Value
from django.http import HttpRequest

from hkinno.registry.models import Record
from hkinno.registry.models.search_index import SearchEntry
from hkinno.registry.vocabularies.record_choices import Status
from hkinno.search.fields import Matches, ToQuery
from hkinno.search.search_query import SearchQuery
from hkinno.search.tables import remove_ignorable

MAX_LENGTH = 200


def is_autocomplete(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.url_name == "autocomplete"


def search_condition(model: type[Model], text: str) -> Q:
    """Rows whose own texts match, or the names of a record that they refer to."""
    entries = SearchEntry.objects.filter(Matches(F("names_vector"), ToQuery(Value(text))))
    records = entries.values("record")
    condition = Q(
        *(Q(**{f"{name}__in": records}) for name in reference_names(model)), _connector=Q.OR
    )
    if issubclass(model, Record):
        condition |= SearchQuery(text, "", "default").anywhere
    return condition


def reference_names(model: type[Model]) -> list[str]:
    """The foreign keys of a model's own table to records, such as `host`."""
    return [
        field.name
        for field in model._meta.local_fields
        if isinstance(field, ForeignKey)
        and issubclass(field.related_model, Record)
        and not field.primary_key
    ]


class SearchMixin:
    """Adds what the search index finds to what `search_fields` find.

    An autocomplete offers neither withdrawn nor merged records: nothing can refer to them.
    """

    def get_search_results(
        self: Any, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        model = queryset.model
        if is_autocomplete(request) and issubclass(model, Record):
            queryset = queryset.filter(merged_into=None).exclude(status=Status.WITHDRAWN)
        rows, may_have_duplicates = super().get_search_results(request, queryset, search_term)  # type: ignore[misc]  # of ModelAdmin
        text = remove_ignorable(search_term).strip()[:MAX_LENGTH]
        if text:
            condition = Q(pk__in=rows.order_by().values("pk")) | search_condition(model, text)
            rows = queryset.filter(condition)
        return rows, may_have_duplicates
