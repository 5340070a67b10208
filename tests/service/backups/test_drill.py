"""The restore drill: what a backup contains is what the restored database contains."""

import stat
import threading

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection

from hkinno.registry import revision
from hkinno.registry.models import Change, GoneRecord, Record
from hkinno.service.backups import dump
from labs.models import Lab
from tests.factories import LabFactory
from tests.fixture_snapshot import load_registry
from tests.service.backups.databases import connected_to, content

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.server]

EMPTY = "template template0 encoding 'UTF8'"


@pytest.fixture
def backup(tmp_path):
    """The path of a backup of a registry that consists of one lab."""
    LabFactory(id="first")
    path = tmp_path / "hkinno.backup"
    call_command("backup", path, verbosity=0)
    return path


@pytest.mark.slow
def test_restored_database_equals_the_original_and_goes_on_working(
    create_database, tmp_path, capsys
):
    load_registry()
    get_user_model().objects.create_superuser("curator", password="a long password")
    LabFactory(id="removed").delete()
    LabFactory(id="kept", name_en="Kept Laboratory", name_zh="保留實驗室")
    path = tmp_path / "hkinno.backup"
    call_command("backup", path)
    original, number = content(), revision.current().number
    other = create_database(EMPTY)["dbname"]

    with connected_to(other):
        call_command("restore", path)
        restored = content()

        assert restored == original
        assert len(original["public.registry_record"]) > 800
        assert original["public.registry_change"]
        assert revision.current().number == number
        # Triggers work: versions, history, and ids that are never used again.
        lab = LabFactory(id="new", name_en="Restored Laboratory")
        assert Record.objects.get(pk="new").version == number + 1
        assert Change.objects.filter(record_id="new", revision=number + 1).exists()
        with pytest.raises(IntegrityError, match="never used again"):
            LabFactory(id="removed")
        lab.delete()
        assert GoneRecord.objects.filter(pk__in=["removed", "new"]).count() == 2
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{path}: revision {number}, ")
    assert second.startswith(f"Restored revision {number} of ")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_restore_replaces_a_database_and_raises_its_revision(backup):
    for number in range(3):
        LabFactory(id=f"later-{number}")
    with connection.cursor() as cursor:
        cursor.execute("create table forgotten (id bigint generated always as identity)")
        cursor.execute("create view labs_by_name as select name_en from registry_record")
    before = revision.current().number

    call_command("restore", backup, replace=True, verbosity=0)

    assert list(Lab.objects.values_list("pk", flat=True)) == ["first"]
    assert "forgotten" not in connection.introspection.table_names()
    assert revision.current().number == before + 1


def test_restore_refuses_a_database_with_tables(backup):
    LabFactory(id="second")

    with pytest.raises(CommandError, match=r"has \d+ tables.*use --replace to drop everything"):
        call_command("restore", backup)

    assert set(Lab.objects.values_list("pk", flat=True)) == {"first", "second"}


def test_restore_of_an_older_version_mentions_migrate(backup, monkeypatch, capsys):
    monkeypatch.setattr(
        "hkinno.service.management.commands.restore.has_unapplied_migrations", lambda: True
    )

    call_command("restore", backup, replace=True)

    assert "This version has newer migrations: run `manage.py migrate`." in capsys.readouterr().out


def test_backup_contains_what_was_committed_before_it_began(tmp_path, monkeypatch):
    """A record written between the count and the dump is in neither."""
    LabFactory(id="first")
    find = dump.programs.run

    def run(*arguments, **options):
        writer = threading.Thread(target=write_another_lab)
        writer.start()
        writer.join()
        return find(*arguments, **options)

    def write_another_lab():
        LabFactory(id="second")
        connection.close()

    monkeypatch.setattr(dump.programs, "run", run)
    path = tmp_path / "hkinno.backup"
    call_command("backup", path, verbosity=0)
    monkeypatch.undo()
    assert Lab.objects.count() == 2

    call_command("restore", path, replace=True, verbosity=0)

    assert list(Lab.objects.values_list("pk", flat=True)) == ["first"]
