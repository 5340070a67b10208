from django.contrib import admin

from hkinno.registry.admin import STATUS_COLUMNS, RecordAdmin
from labs.models import Facility, Institution, Lab, Person


@admin.register(Institution)
class InstitutionAdmin(RecordAdmin):
    list_display = ("id", "name_zh", "name_en", "kind", *STATUS_COLUMNS)
    list_filter = (*RecordAdmin.list_filter, "kind")


@admin.register(Lab)
class LabAdmin(RecordAdmin):
    list_display = ("id", "name_zh", "name_en", "kind", "host", "established", *STATUS_COLUMNS)
    list_select_related = ("host",)
    list_filter = (*RecordAdmin.list_filter, "kind")


@admin.register(Facility)
class FacilityAdmin(RecordAdmin):
    list_display = ("id", "name_zh", "name_en", "kind", "operator", "opened", *STATUS_COLUMNS)
    list_select_related = ("operator",)
    list_filter = (*RecordAdmin.list_filter, "kind")


@admin.register(Person)
class PersonAdmin(RecordAdmin):
    pass
