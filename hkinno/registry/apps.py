from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "hkinno.registry"
    label = "registry"
    verbose_name = "Registry: places, sources, evidence"

    def ready(self) -> None:
        from hkinno import database_checks  # noqa: F401 (it registers itself)
