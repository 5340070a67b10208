"""Flyouts: short descriptions that a client shows beside a suggestion."""

from abc import abstractmethod
from collections.abc import Callable

from django.http import Http404
from django.utils.html import format_html
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hkinno.global_search.disambiguation import hints
from hkinno.matching.candidate_filters import MATCHABLE_RESOURCES
from hkinno.matching.published_names import find_survivors
from hkinno.matching.reconcile.properties import bilingual_label, properties
from hkinno.matching.reconcile.query import type_data
from hkinno.matching.reconcile.suggest_views import parameter
from hkinno.registry.models import Record, record_models


class FlyoutView(APIView):
    """A description of what an id stands for, as HTML without scripts; values are escaped."""

    query_parameters = ("id",)
    problems = ["not-found"]

    def get(self, request: Request) -> Response:
        id = request.query_params.get("id", "")
        title, text = self.describe(id)
        return Response({"id": id, "html": format_html("<p><b>{}</b></p><p>{}</p>", title, text)})

    @abstractmethod
    def describe(self, id: str) -> tuple[str, str]:
        """The name and the description of an id. Raises Http404 if there is none."""


def flyout_schema(item: str, noun: str, example: str) -> Callable[[type], type]:
    """The description of a flyout view in the OpenAPI document."""
    return extend_schema_view(
        get=extend_schema(
            operation_id=f"reconcile_flyout_{item}",
            tags=["matching"],
            summary=f"Describe {noun} for the reconciliation service",
            parameters=[parameter("id", "The id.", example)],
            responses=OpenApiTypes.OBJECT,
        )
    )


@flyout_schema("entity", "a record", "hku")
class FlyoutEntityView(FlyoutView):
    """The names of a record, its kind, and its owner or place."""

    def describe(self, id: str) -> tuple[str, str]:
        survivors = find_survivors([id], MATCHABLE_RESOURCES)
        record = Record.objects.published().filter(pk=survivors.get(id)).first()
        if record is None:
            raise Http404
        names = bilingual_label({"zh-Hant": record.name_zh, "en": record.name_en})
        return names, " · ".join(map(str, hints([record])[record.pk]))


@flyout_schema("property", "a property", "host")
class FlyoutPropertyView(FlyoutView):
    """The names of a property and what it is."""

    def describe(self, id: str) -> tuple[str, str]:
        if id not in properties():
            raise Http404
        item = properties()[id]
        return f"{item.name_zh} {item.name}", item.description


@flyout_schema("type", "a type", "labs")
class FlyoutTypeView(FlyoutView):
    """The name of a resource and what its records are."""

    def describe(self, id: str) -> tuple[str, str]:
        if id not in MATCHABLE_RESOURCES:
            raise Http404
        return type_data(id)["name"], str(record_models()[id].__doc__).split("\n")[0]
