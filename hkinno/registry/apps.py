from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "hkinno.registry"
    label = "registry"
    verbose_name = _("Registry: places, sources, evidence")

    def ready(self) -> None:
        models: Any = self.models_module  # importable only now
        post_migrate.connect(models.sync_known_kinds, sender=self)
