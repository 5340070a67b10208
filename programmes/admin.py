from django.contrib import admin

from hkinno.registry.admin import STATUS_COLUMNS, RecordAdmin
from programmes.models import Award, Indicator, Observation, Programme, Target


@admin.register(Programme)
class ProgrammeAdmin(RecordAdmin):
    list_select_related = ("administrator",)
    list_display = (
        "id",
        "name_zh",
        "name_en",
        "kind",
        "administrator",
        "launched",
        *STATUS_COLUMNS,
    )
    list_filter = (*RecordAdmin.list_filter, "kind")


@admin.register(Award)
class AwardAdmin(RecordAdmin):
    list_select_related = ("programme", "funder")
    list_display = ("id", "programme", "funder", "amount", *STATUS_COLUMNS)
    list_filter = (*RecordAdmin.list_filter, ("funder", admin.RelatedOnlyFieldListFilter))


@admin.register(Target)
class TargetAdmin(RecordAdmin):
    list_select_related = ("programme", "subject")
    list_display = ("id", "programme", "subject", "quantity", "due", *STATUS_COLUMNS)


@admin.register(Indicator)
class IndicatorAdmin(RecordAdmin):
    list_display = ("id", "name_zh", "name_en", "kind", "unit", *STATUS_COLUMNS)
    list_filter = (*RecordAdmin.list_filter, "kind", "unit")


@admin.register(Observation)
class ObservationAdmin(RecordAdmin):
    list_select_related = ("indicator", "subject")
    list_display = ("id", "indicator", "subject", "period", "quantity", *STATUS_COLUMNS)
    list_filter = (*RecordAdmin.list_filter, "indicator")
