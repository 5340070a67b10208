from django.apps import AppConfig


class PatentsConfig(AppConfig):
    name = "tests.patents"
    label = "patents"
    verbose_name = "Patents"
