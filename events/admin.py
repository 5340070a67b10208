from django.contrib import admin

from events.models import Event
from hkinno.registry.admin import RecordAdmin, Sheet


class EventSheet(Sheet):
    class Meta(Sheet.Meta):
        model = Event


@admin.register(Event)
class EventAdmin(RecordAdmin):
    resource_classes = (EventSheet,)
    list_display = (
        "id",
        "name_zh",
        "kind",
        "starts",
        "ends",
        "edition",
        "stage",
        "status",
        "updated_at",
    )
    list_filter = (*RecordAdmin.list_filter, "kind")
