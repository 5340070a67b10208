"""The admin: what every kind of record shares, and the models of the registry."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from hkinno.registry.admin import accounts, model_admins, readonly
from hkinno.registry.admin.labels import translate_models
from hkinno.registry.admin.record_admin import STATUS_COLUMNS, RecordAdmin

__all__ = ["STATUS_COLUMNS", "RecordAdmin", "accounts", "model_admins", "readonly"]

admin.site.site_header = admin.site.site_title = "hkinno"
admin.site.index_title = _("Registry administration")
translate_models()
