"""Between the preview of an import and its confirmation."""

import json
import os
import time

import pytest

from hkinno.registry.admin.imports.uploads import EXPIRED, MAX_AGE, OUTDATED, PreviewStorage
from hkinno.registry.models import Record, Statement
from labs.models import Institution, Lab
from tests.admin.admin_client import admin_url, messages
from tests.admin.imports.import_client import (
    LAB,
    confirm,
    import_rows,
    upload,
)
from tests.factories import (
    InstitutionFactory,
    LabFactory,
    StatementFactory,
)

pytestmark = pytest.mark.usefixtures("previews")


def test_row_that_became_invalid_after_the_preview_is_named(curator, db):
    InstitutionFactory(id="hku")
    preview = upload(curator, Lab, [LAB | {"host": "hku"}])
    Institution.objects.all().delete()

    response = confirm(curator, Lab, preview)

    error = "There is no institution “hku”. Add it first, or in an earlier row."
    assert messages(response) == [f"Row 1: {error}", OUTDATED]
    assert not Lab.objects.exists()


def test_evidence_that_was_withdrawn_after_the_preview_prevents_the_import(curator, db):
    statement = StatementFactory(subject=LabFactory(id="lab"))
    preview = upload(curator, Statement, [{"id": statement.id, "note": "A remark"}])
    Record.objects.filter(pk=statement.source_id).update(status="draft")

    response = confirm(curator, Statement, preview)

    assert messages(response)[0].startswith("No published source makes a statement about lab.")
    assert Statement.objects.get().note == ""


def test_preview_counts_the_evidence_that_a_file_adds(curator, db):
    statement = StatementFactory(id="old", subject=LabFactory(id="lab"))
    LabFactory(id="other", status="draft")
    row = {"property": "exists", "value": "true", "source": statement.source_id, "printed": ""}
    rows = [row | {"id": "old", "subject": "other"}, row | {"id": "new", "subject": "lab"}]

    import_rows(curator, Statement, rows)

    subjects = Statement.objects.order_by("id").values_list("id", "subject")
    assert list(subjects) == [("new", "lab"), ("old", "other")]


def test_preview_is_confirmed_once(curator, db):
    preview = upload(curator, Lab, [LAB])
    confirm(curator, Lab, preview)

    assert messages(confirm(curator, Lab, preview)) == [EXPIRED]


def test_no_other_file_is_read_or_deleted(curator, db, previews):
    secret = previews / "secret"
    secret.write_text(json.dumps([LAB]))
    preview = upload(curator, Lab, [LAB])

    response = confirm(curator, Lab, preview, import_file_name="secret")

    assert messages(response) == [EXPIRED]
    assert secret.exists()


def test_tampered_confirmation_is_rejected(curator, db):
    response = curator.post(admin_url(Lab, "process_import"), {"format": "99"}, follow=True)

    assert messages(response) == [EXPIRED]
    assert curator.get(admin_url(Lab, "process_import")).status_code == 405


def test_expired_previews_are_deleted(curator, db, previews):
    long_ago = time.time() - 2 * MAX_AGE
    old, new = (previews / f"{PreviewStorage.PREFIX}{name}" for name in ("old", "new"))
    for path in (old, new):
        path.write_text("[]")
    os.utime(old, (long_ago, long_ago))
    (previews / f"{PreviewStorage.PREFIX}lost").symlink_to(previews / "nowhere")

    upload(curator, Lab, [LAB])

    assert (old.exists(), new.exists()) == (False, True)
