from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "hkinno.matching"
    label = "matching"
    verbose_name = "Matching"
