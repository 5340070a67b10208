"""The admin: what every kind of record shares, and the models of the registry."""

from django.contrib import admin

from hkinno.registry.admin import accounts, model_admins, readonly
from hkinno.registry.admin.record_admin import STATUS_COLUMNS, RecordAdmin

__all__ = ["STATUS_COLUMNS", "RecordAdmin", "accounts", "model_admins", "readonly"]

admin.site.site_header = admin.site.site_title = "hkinno"
admin.site.index_title = "Registry administration"
