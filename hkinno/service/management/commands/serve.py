"""`make run`: prepare the database, then serve."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

# Imported for the workers, which are forked and share its 40 MB: it takes a second.
from hkinno.mcp_server import tools  # noqa: F401
from hkinno.service import bootstrap
from hkinno.service.background_dumps import BackgroundDumps
from hkinno.service.metrics import shared_directory
from hkinno.service.standard_streams import discard_output
from hkinno.service.web_server import (
    WILDCARD_ADDRESSES,
    reserved_port,
    resolve,
    serve,
    visitor_url,
)


class Command(BaseCommand):
    help = "Prepare the database, then serve until Ctrl-C or SIGTERM."
    # bootstrap checks the database, `make lint` everything else.
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        address = resolve(settings.HOST)
        with reserved_port(address, settings.PORT):
            self.prepare()
            dumps = BackgroundDumps(settings.DUMP_INTERVAL)

            def on_ready() -> None:
                self.announce()
                dumps.start()

            try:
                with shared_directory():
                    serve(address, settings.PORT, workers=settings.WORKERS, on_ready=on_ready)
            finally:
                dumps.stop()

    def announce(self) -> None:
        """Print the addresses, once the service answers there."""
        url = visitor_url(settings.HOST, settings.PORT, settings.PUBLIC_URL)
        self.write(f"Website   {url}/")
        self.write(f"API       {url}/api/v1/")
        self.write(f"Explorer  {url}/api/docs/")
        self.write(f"Admin     {url}/admin/")
        if settings.HOST in WILDCARD_ADDRESSES:
            hosts = ", ".join(settings.ALLOWED_HOSTS)
            self.write(f"Answers to these names only: {hosts}. Add others to ALLOWED_HOSTS.")
        self.write("Press Ctrl-C to stop.")

    def prepare(self) -> None:
        """Create the tables, load the fixtures and create the first user, where missing."""
        bootstrap.require_static_files()
        with bootstrap.preparation_lock():
            bootstrap.require_usable_database()
            bootstrap.migrate(self.write)
            fixtures = sorted((settings.BASE_DIR / "fixtures").glob("*.json"))
            bootstrap.load_fixtures(fixtures, self.write)
            bootstrap.create_admin(settings.ADMIN_PASSWORD, self.write)

    def write(self, line: str) -> None:
        """Print without buffering, so that the steps of a first start are visible.

        A service whose output nobody reads any more serves on.
        """
        try:
            self.stdout.write(line)
            self.stdout.flush()
        except BrokenPipeError:
            discard_output()
