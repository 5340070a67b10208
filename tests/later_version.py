"""Later versions of this software: copies of the tree in which a column of events is replaced."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.live_service import ROOT

COPIED = ("hkinno", "labs", "programmes", "events", "manage.py")
SHARED = ("docs", "fixtures", "locale", "pyproject.toml", "seeds")
LAST_MIGRATION = "0002_triggers"
MODEL_FIELD = "    edition = models.PositiveIntegerField(null=True, blank=True)\n"
EXPAND = """\
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "{after}")]
    operations = [
        migrations.AddField("event", "{new}", models.IntegerField(null=True, blank=True)),
        {removal}
    ]
"""
REMOVAL = """\
migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("event", "{old}")]
        ),
"""
CONTRACT = """\
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("events", "{after}")]
    operations = [migrations.RunSQL("alter table events_event drop column {old}")]
"""


def column(number: int) -> str:
    """The column of events that version `number` has."""
    return f"addition_{number}"


def create_version(number: int, folder: Path, *, contracted: bool = False) -> Path:
    """Create version `number` of the software, counted from 1, in a new folder; returns it.

    Events have `addition_N` in the model, the admin and the API, in place of the column of the
    version before, which remains in the table. `contracted` is the release after it, whose
    migration removes it.
    """
    folder.mkdir(parents=True)
    for name in COPIED:
        source, ignored = ROOT / name, shutil.ignore_patterns("__pycache__")
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copy(source, folder)
    for name in SHARED:
        (folder / name).symlink_to(ROOT / name)
    model, serializer = folder / "events" / "models.py", folder / "events" / "serializers.py"
    text = model.read_text()
    field = f"    {column(number)} = models.IntegerField(null=True, blank=True)\n"
    model.write_text(text.replace(MODEL_FIELD, MODEL_FIELD + field))
    with serializer.open("a") as file:
        file.write(f"    {column(number)} = serializers.IntegerField(allow_null=True)\n")
    write_migrations(number, folder / "events" / "migrations", contracted=contracted)
    return folder


def write_migrations(number: int, folder: Path, *, contracted: bool) -> None:
    """Write the migrations of all versions up to `number`."""
    steps = [(1, "expand")]
    for version in range(2, number + 1):
        steps += [(version, "expand"), (version, "contract")]
    if number > 1 and not contracted:
        steps.pop()
    after = LAST_MIGRATION
    for version, step in steps:
        old, new = column(version - 1), column(version)
        removal = REMOVAL.format(old=old) if version > 1 else ""
        template = EXPAND if step == "expand" else CONTRACT
        text = template.format(after=after, old=old, new=new, removal=removal)
        after = f"1{version:03}_{step}"
        (folder / f"{after}.py").write_text(text)
