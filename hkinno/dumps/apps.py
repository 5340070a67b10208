from django.apps import AppConfig


class DumpsConfig(AppConfig):
    name = "hkinno.dumps"
    label = "dumps"
    verbose_name = "Dumps"
