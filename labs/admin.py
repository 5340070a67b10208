from django.contrib import admin

from hkinno.registry.admin import RecordAdmin, Sheet
from labs.models import Facility, Institution, Lab, Person


class InstitutionSheet(Sheet):
    class Meta(Sheet.Meta):
        model = Institution


@admin.register(Institution)
class InstitutionAdmin(RecordAdmin):
    resource_classes = (InstitutionSheet,)
    list_display = ("id", "name_zh", "name_en", "kind", "stage", "status", "updated_at")
    list_filter = (*RecordAdmin.list_filter, "kind")


class LabSheet(Sheet):
    class Meta(Sheet.Meta):
        model = Lab


@admin.register(Lab)
class LabAdmin(RecordAdmin):
    resource_classes = (LabSheet,)
    list_display = ("id", "name_zh", "kind", "host", "established", "stage", "status", "updated_at")
    list_select_related = ("host",)
    list_filter = (*RecordAdmin.list_filter, "kind")


class FacilitySheet(Sheet):
    class Meta(Sheet.Meta):
        model = Facility


@admin.register(Facility)
class FacilityAdmin(RecordAdmin):
    resource_classes = (FacilitySheet,)
    list_display = ("id", "name_zh", "kind", "operator", "opened", "stage", "status", "updated_at")
    list_select_related = ("operator",)
    list_filter = (*RecordAdmin.list_filter, "kind")


class PersonSheet(Sheet):
    class Meta(Sheet.Meta):
        model = Person


@admin.register(Person)
class PersonAdmin(RecordAdmin):
    resource_classes = (PersonSheet,)
