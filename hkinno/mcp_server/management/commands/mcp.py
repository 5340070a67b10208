from typing import Any

from django.core.management.base import BaseCommand

from hkinno.mcp_server.tools import server


class Command(BaseCommand):
    help = "Offer the registry to a language model by the Model Context Protocol, over stdio."

    def handle(self, **options: Any) -> None:
        server.run("stdio")
