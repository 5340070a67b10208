"""The kinds and properties that the database accepts, so that its triggers can look them up."""

from typing import Any

from django.apps import apps as global_apps
from django.apps.registry import Apps
from django.db import models, transaction

from hkinno.registry.models.properties import statement_properties
from hkinno.registry.models.record import record_models


class KnownResource(models.Model):
    """A kind of record, and whether its records must have names."""

    name = models.CharField(max_length=20, primary_key=True)
    has_names = models.BooleanField()


class KnownProperty(models.Model):
    """A property or role that statements can support."""

    name = models.CharField(max_length=30, primary_key=True)


def sync_known_kinds(using: str, apps: Apps = global_apps, **options: Any) -> None:
    """Bring both tables to what the models declare: a `post_migrate` handler.

    Records of a kind that is gone stay, but the database accepts no new ones.
    """
    if "knownresource" not in apps.all_models["registry"]:
        return  # migrated backwards, to before these tables
    kinds = [
        KnownResource(name=resource, has_names=model.HAS_NAMES)
        for resource, model in record_models().items()
    ]
    properties = [KnownProperty(name=name) for name in statement_properties()]
    with transaction.atomic(using):
        KnownResource.objects.using(using).all().delete()
        KnownResource.objects.using(using).bulk_create(kinds)
        KnownProperty.objects.using(using).all().delete()
        KnownProperty.objects.using(using).bulk_create(properties)
