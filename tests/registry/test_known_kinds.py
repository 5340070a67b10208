import pytest
from django.apps.registry import Apps

from hkinno.registry.models import record_models
from hkinno.registry.models.known_kinds import KnownProperty, KnownResource, sync_known_kinds
from hkinno.registry.models.properties import statement_properties

pytestmark = pytest.mark.django_db


def test_sync_replaces_outdated_kinds_and_properties():
    KnownResource.objects.create(name="outdated", has_names=True)
    KnownProperty.objects.all().delete()

    sync_known_kinds("default")

    resources = KnownResource.objects.values_list("name", flat=True)
    properties = KnownProperty.objects.values_list("name", flat=True)
    assert set(resources) == set(record_models())
    assert set(properties) == set(statement_properties())


def test_sync_does_nothing_before_its_tables_exist():
    KnownProperty.objects.all().delete()

    sync_known_kinds("default", apps=Apps())

    assert not KnownProperty.objects.exists()
