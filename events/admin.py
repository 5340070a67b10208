from django.contrib import admin

from events.models import Event
from hkinno.registry.admin import STATUS_COLUMNS, RecordAdmin


@admin.register(Event)
class EventAdmin(RecordAdmin):
    list_display = (
        "id",
        "name_zh",
        "name_en",
        "kind",
        "starts",
        "ends",
        "edition",
        *STATUS_COLUMNS,
    )
    list_filter = (*RecordAdmin.list_filter, "kind")
