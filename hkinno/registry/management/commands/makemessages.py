from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.commands import makemessages

from hkinno.registry.admin.labels import model_texts


class Command(makemessages.Command):
    """Django's command, which also collects the texts of models: nothing marks these."""

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.BASE_DIR, "model_texts.py")
        path.write_text("".join(f"gettext({text!r})\n" for text in model_texts() if text))
        try:
            super().handle(*args, **options)
        finally:
            path.unlink()
