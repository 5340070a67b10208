from django.apps import AppConfig


class OpenAPIConfig(AppConfig):
    name = "hkinno.openapi"
    label = "openapi"
    verbose_name = "OpenAPI"
