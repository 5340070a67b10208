from django.apps import AppConfig


class ServiceConfig(AppConfig):
    name = "hkinno.service"
    label = "service"
    verbose_name = "Service"

    def ready(self) -> None:
        from hkinno.service import database_checks  # noqa: F401 (registers the checks)
