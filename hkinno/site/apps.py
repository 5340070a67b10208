from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "hkinno.site"
    label = "site"
    verbose_name = "Site"
