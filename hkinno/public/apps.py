from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "hkinno.public"
    label = "public"
    verbose_name = "Public"
