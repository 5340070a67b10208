from django.contrib import admin

from hkinno.registry.admin import STATUS_COLUMNS, RecordAdmin
from tests.patents.models import Patent


@admin.register(Patent)
class PatentAdmin(RecordAdmin):
    list_display = ("id", "name_zh", "holder", "filed", *STATUS_COLUMNS)
    list_select_related = ("holder",)
