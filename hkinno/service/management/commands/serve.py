"""`make run`: prepare what is not prepared, then serve."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from hkinno.service import bootstrap
from hkinno.service.web_server import address, held_port, serve


class Command(BaseCommand):
    help = "Prepare the database, then serve until Ctrl-C or SIGTERM."
    # The parts that serving needs are looked at on the way, and the rest is `make lint`'s.
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        with held_port(settings.HOST, settings.PORT):
            self.prepare()
            at = address(settings.HOST, settings.PORT, settings.PUBLIC_URL)
            self.say(f"API       {at}/api/v1/")
            self.say(f"Explorer  {at}/api/docs/")
            self.say(f"Admin     {at}/admin/")
            self.say("Ctrl-C stops the service.")
            serve(settings.HOST, settings.PORT, workers=settings.WORKERS, threads=settings.THREADS)

    def prepare(self) -> None:
        """Do what is not done: tables, fixtures, the first user."""
        with bootstrap.one_at_a_time():
            bootstrap.refuse_unfit_database()
            bootstrap.migrate(self.say)
            fixtures = sorted((settings.BASE_DIR / "fixtures").glob("*.json"))
            bootstrap.load_fixtures(fixtures, self.say)
            bootstrap.make_admin(settings.ADMIN_PASSWORD, self.say)

    def say(self, sentence: str) -> None:
        """Print at once: the first start takes its time, and its steps are to be seen."""
        self.stdout.write(sentence)
        self.stdout.flush()
