from django.apps import AppConfig
from django.contrib import admin


class ReportsConfig(AppConfig):
    name = "hkinno.reports"
    label = "reports"

    def ready(self) -> None:
        admin.site.index_template = "reports/admin_index.html"
