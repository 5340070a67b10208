"""How curators see the registry: what every record's page has, and the pages of the registry."""

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
from hkinno.registry.admin.record import RecordAdmin
from hkinno.registry.admin.resources import Sheet

__all__ = [
    "FixtureLoadAdmin",
    "GoneRecordAdmin",
    "PlaceAdmin",
    "RecordAdmin",
    "RecordLookupAdmin",
    "RelationAdmin",
    "RevisionAdmin",
    "Sheet",
    "SourceAdmin",
    "StatementAdmin",
]

admin.site.site_header = admin.site.site_title = "hkinno"
admin.site.index_title = "What the registry holds"
