"""Uploaded files: problems of a whole file, and the time between preview and confirmation."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.forms import ConfirmImportForm
from import_export.results import Result
from import_export.tmp_storages import TempFolderStorage
from tablib import Dataset

from hkinno.api.parsers.json import is_storable

MAX_AGE = 60 * 60  # seconds between a preview and its confirmation
MAX_DESCRIBED_ROWS = 5
SALT = "hkinno.registry.admin.imports.uploads"
EXPIRED = gettext_lazy("The preview has expired. Choose the file again.")
OUTDATED = gettext_lazy(
    "Nothing was imported, because the data changed after the preview. Choose the file again to"
    " see all errors."
)


def describe_errors(result: Result) -> Iterator[str]:
    """The first errors of an import."""
    for error in result.base_errors:
        yield str(error.error)
    for row in result.invalid_rows[:MAX_DESCRIBED_ROWS]:
        yield _("Row %(number)s: %(problem)s") % {
            "number": row.number,
            "problem": " ".join(row.error.messages),
        }


class PreviewStorage(TempFolderStorage):
    """Stores uploads in the temporary folder, and deletes those that were never confirmed."""

    PREFIX = "hkinno-import-"

    def save(self, data: bytes) -> None:
        for path in Path(tempfile.gettempdir()).glob(f"{self.PREFIX}*"):
            # The file may belong to another user, or another process may be deleting it.
            with suppress(OSError):
                if path.stat().st_mtime < time.time() - MAX_AGE:
                    path.unlink()
        with tempfile.NamedTemporaryFile(prefix=self.PREFIX, delete=False) as file:
            file.write(data)
            self.name = file.name


class ConfirmForm(ConfirmImportForm):
    """Names the previewed file in a signed value, so that no other file can be named."""

    def clean(self) -> dict[str, Any]:
        try:
            data: dict[str, Any] = signing.loads(
                self.data.get("import_file_name", ""), salt=SALT, max_age=MAX_AGE
            )
        except signing.BadSignature as error:
            raise ValidationError(EXPIRED) from error
        if not Path(tempfile.gettempdir(), data["import_file_name"]).is_file():
            raise ValidationError(EXPIRED)
        return data


def signed_initial(initial: dict[str, Any]) -> dict[str, Any]:
    """The initial data of a ConfirmForm, with all of it signed in place of the file name."""
    data = initial | {"import_file_name": Path(initial["import_file_name"]).name}
    return data | {"import_file_name": signing.dumps(data, salt=SALT)}


def find_problems(dataset: Dataset, columns: list[str]) -> Iterator[str]:
    """Missing, unknown and repeated columns, and repeated ids, in a sentence each."""
    headers = dataset.headers or []
    if "id" not in headers:
        yield _("The column “id” is missing.")
        return
    for name, count in Counter(headers).items():
        if count > 1:
            yield _("Duplicate column “%(column)s”.") % {"column": name}
        if name not in columns:
            suggestions = get_close_matches(name, columns, 1)
            hint = (
                _(" Did you mean “%(suggestion)s”?") % {"suggestion": suggestions[0]}
                if suggestions
                else ""
            )
            yield _("Unknown column “%(column)s”.%(hint)s") % {"column": name, "hint": hint}
    if not all(map(is_storable, dataset["id"])):
        yield _("An id contains a character that cannot be stored.")
    ids = Counter(filter(None, dataset["id"]))
    if duplicates := sorted(id for id, count in ids.items() if count > 1):
        yield _("Duplicate ids: %(ids)s.") % {"ids": ", ".join(duplicates)}
