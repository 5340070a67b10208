from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "hkinno.search"
    label = "search"
    verbose_name = "Search"
