from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "hkinno.api"
    label = "api"
    verbose_name = "API"
