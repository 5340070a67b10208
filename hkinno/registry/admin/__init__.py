"""The admin: what every kind of record shares, and the models of the registry."""

from django.contrib import admin

from hkinno.registry.admin.model_admins import (
    PlaceAdmin,
    RelationAdmin,
    SourceAdmin,
    StatementAdmin,
)
from hkinno.registry.admin.readonly import (
    FixtureLoadAdmin,
    GoneRecordAdmin,
    RecordLookupAdmin,
    RevisionAdmin,
)
from hkinno.registry.admin.record_admin import STATUS_COLUMNS, RecordAdmin

__all__ = [
    "STATUS_COLUMNS",
    "FixtureLoadAdmin",
    "GoneRecordAdmin",
    "PlaceAdmin",
    "RecordAdmin",
    "RecordLookupAdmin",
    "RelationAdmin",
    "RevisionAdmin",
    "SourceAdmin",
    "StatementAdmin",
]

admin.site.site_header = admin.site.site_title = "hkinno"
admin.site.index_title = "Registry administration"
