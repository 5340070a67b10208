from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "hkinno.registry"
    label = "registry"
    verbose_name = "Registry: places, sources, evidence"
