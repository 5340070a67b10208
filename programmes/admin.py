from django.contrib import admin

from hkinno.registry.admin import RecordAdmin, Sheet
from programmes.models import Award, Indicator, Observation, Programme, Target


class ProgrammeSheet(Sheet):
    class Meta(Sheet.Meta):
        model = Programme


@admin.register(Programme)
class ProgrammeAdmin(RecordAdmin):
    resource_classes = (ProgrammeSheet,)
    list_select_related = ("administrator",)
    list_display = (
        "id",
        "name_zh",
        "kind",
        "administrator",
        "launched",
        "stage",
        "status",
        "updated_at",
    )
    list_filter = (*RecordAdmin.list_filter, "kind")


class AwardSheet(Sheet):
    class Meta(Sheet.Meta):
        model = Award


@admin.register(Award)
class AwardAdmin(RecordAdmin):
    resource_classes = (AwardSheet,)
    list_select_related = ("programme", "funder")
    list_display = ("id", "programme", "funder", "amount", "stage", "status", "updated_at")
    list_filter = (*RecordAdmin.list_filter, ("funder", admin.RelatedOnlyFieldListFilter))


class TargetSheet(Sheet):
    class Meta(Sheet.Meta):
        model = Target


@admin.register(Target)
class TargetAdmin(RecordAdmin):
    resource_classes = (TargetSheet,)
    list_select_related = ("programme", "subject")
    list_display = (
        "id",
        "programme",
        "subject",
        "quantity",
        "due",
        "stage",
        "status",
        "updated_at",
    )


class IndicatorSheet(Sheet):
    class Meta(Sheet.Meta):
        model = Indicator


@admin.register(Indicator)
class IndicatorAdmin(RecordAdmin):
    resource_classes = (IndicatorSheet,)
    list_display = ("id", "name_zh", "name_en", "kind", "unit", "stage", "status", "updated_at")
    list_filter = (*RecordAdmin.list_filter, "kind", "unit")


class ObservationSheet(Sheet):
    class Meta(Sheet.Meta):
        model = Observation


@admin.register(Observation)
class ObservationAdmin(RecordAdmin):
    resource_classes = (ObservationSheet,)
    list_select_related = ("indicator", "subject")
    list_display = (
        "id",
        "indicator",
        "subject",
        "period",
        "quantity",
        "stage",
        "status",
        "updated_at",
    )
    list_filter = (*RecordAdmin.list_filter, "indicator")
