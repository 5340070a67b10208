from django.apps import AppConfig


class SeedsConfig(AppConfig):
    name = "hkinno.seeds"
    label = "seeds"
    verbose_name = "Seeds"
