"""The action `changes/` of records: their public history."""

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request

from hkinno.api.negotiation import JSONRenderer
from hkinno.api.pagination.page_number import PageNumberPagination
from hkinno.registry.models import Record
from hkinno.registry.public_history import ADDED, CHANGED, DELETED, PUBLISHED, public_changes
from hkinno.registry.rest.serializers import BriefSerializer

if TYPE_CHECKING:  # the class that it is mixed into
    from rest_framework.viewsets import ReadOnlyModelViewSet

    ReadOnlyViewSet = ReadOnlyModelViewSet[Any]
else:
    ReadOnlyViewSet = object


class HistoricalValueField(serializers.JSONField):
    """A value in the form of the API; a reference as a record in brief."""

    def to_representation(self, value: Any) -> Any:
        if isinstance(value, Record):
            return BriefSerializer(value, context=self.context).data
        return super().to_representation(value)


class FieldChangeSerializer(serializers.Serializer[Any]):
    """A field with its values before and after."""

    field = serializers.CharField(help_text="The name of the column in CSV files.")
    before = HistoricalValueField(
        allow_null=True, help_text="Null if it was empty, not public, or of a person."
    )
    after = HistoricalValueField(allow_null=True, help_text="Null if it is empty or not public.")


class RowChangeSerializer(serializers.Serializer[Any]):
    """What changed of the record itself, or of a statement or relation of it."""

    object = serializers.ChoiceField(
        ["record", "statement", "relation"], help_text="What was changed."
    )
    id = serializers.CharField(help_text="The id of the record, statement or relation.")
    property = serializers.CharField(
        allow_null=True, help_text="The property of the statement, or the role of the relation."
    )
    type = serializers.ChoiceField([ADDED, CHANGED, DELETED], help_text="The kind of change.")
    # A field called `fields`, where the superclass has a property.
    fields = FieldChangeSerializer(many=True, help_text="The fields that differ.")  # type: ignore[assignment]


class RevisionChangesSerializer(serializers.Serializer[Any]):
    """What one revision of the data changed of a record."""

    revision = serializers.IntegerField(help_text="The number of the revision of all data.")
    changed_at = serializers.DateTimeField(help_text="When it was saved.")
    type = serializers.ChoiceField(
        [PUBLISHED, CHANGED],
        help_text="`published`: the record became public, with all that it then had.",
    )
    changes = RowChangeSerializer(many=True, help_text="What differs from the revision before.")


class ChangesMixin(ReadOnlyViewSet):
    """Adds the action `changes/` to a viewset of records."""

    action_summaries = {"changes": "Read the history of one of the {resource}"}
    changes_renderer_classes = (JSONRenderer,)
    changes_parameter_classes = (PageNumberPagination,)
    # Not of people: what was corrected about a person is no longer told.
    shows_former_values = True

    @extend_schema(responses={200: RevisionChangesSerializer(many=True)})
    @action(detail=True, filter_backends=[], pagination_class=PageNumberPagination)
    def changes(self, request: Request, **kwargs: Any) -> Any:
        """What changed of a record, its statements and relations while it was public."""
        record = self.get_object()
        if survivor := record.merged_into:
            return self.redirect_to_survivor(survivor)  # type: ignore[attr-defined]  # of records
        history = public_changes(record, shows_former_values=self.shows_former_values)
        page = self.paginate_queryset(history)
        context = {"request": request}
        rows = RevisionChangesSerializer(page, many=True, context=context).data
        return self.get_paginated_response(rows)
