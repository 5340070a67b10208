"""A revision of all data and a version of each record: kept by the database, whoever writes."""

import threading

import pytest
from django.db import connection, transaction

from hkinno.registry.models import Record, Relation, Revision, Source, Statement
from labs.models import Institution, Lab

NAMES = {"name_zh": "甲", "name_en": "A", "name_en_basis": "translation"}


def make() -> None:
    Institution.objects.create(id="uni", kind="university", **NAMES)
    Institution.objects.create(id="other", kind="university", **NAMES)
    Source.objects.create(id="note", kind="editorial-note", **NAMES)
    Lab.objects.create(id="lab", kind="joint-laboratory", host_id="uni", **NAMES)
    Relation.objects.create(id="r", subject_id="lab", role="partner", object_id="other")
    Statement.objects.create(subject_id="lab", property="exists", value=True, source_id="note")


def revision() -> int:
    return Revision.objects.values_list("number", flat=True).get()


def bumped(act) -> list[str]:
    before = dict(Record.objects.values_list("pk", "version"))
    act()
    now = dict(Record.objects.values_list("pk", "version"))
    return sorted(pk for pk in before if now.get(pk, before[pk]) != before[pk])


@pytest.mark.django_db(transaction=True)
def test_transaction_counts_once_and_its_records_carry_its_number():
    make()
    before = revision()

    with transaction.atomic():
        Lab.objects.update(established="2012")
        Institution.objects.filter(pk="uni").update(closed="2020")

    assert revision() == before + 1
    assert set(Record.objects.filter(pk__in=["lab", "uni"]).values_list("version", flat=True)) == {
        before + 1
    }


@pytest.mark.django_db(transaction=True)
def test_what_changes_nothing_counts_for_nothing():
    make()
    before = revision()

    Lab.objects.update(name_en="A")
    Lab.objects.get().save()
    with connection.cursor() as cursor:
        cursor.execute("update registry_record set version = 5, updated_at = '2001-01-01'")

    assert revision() == before


@pytest.mark.django_db(transaction=True)
def test_deletion_counts():
    make()
    before = revision()

    Institution.objects.get(pk="other").delete()

    assert revision() == before + 1


@pytest.mark.django_db(transaction=True)
def test_lost_row_of_the_revision_is_made_again():
    make()
    Revision.objects.all().delete()

    Lab.objects.update(established="2012")

    assert revision() == 1
    assert str(Revision.objects.get()) == "1"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("renamed", "dependants"),
    [("uni", ["lab", "uni"]), ("other", ["lab", "other"]), ("note", ["lab", "note"])],
)
def test_renamed_record_bumps_all_that_show_its_name(renamed, dependants):
    make()
    act = Record.objects.filter(pk=renamed).update

    assert bumped(lambda: act(name_zh="乙")) == dependants


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", [{"status": "published"}, {"merged_into": "other"}])
def test_record_that_appears_or_merges_bumps_all_that_show_it(change):
    make()

    assert bumped(lambda: Record.objects.filter(pk="uni").update(**change)) == ["lab", "uni"]


@pytest.mark.django_db(transaction=True)
def test_change_that_others_do_not_show_bumps_one():
    make()

    assert bumped(lambda: Record.objects.filter(pk="uni").update(summary_en="New.")) == ["uni"]


@pytest.mark.django_db(transaction=True)
def test_date_of_a_source_bumps_what_it_confirms():
    make()

    assert bumped(lambda: Source.objects.update(published="2017", published_basis="printed")) == [
        "lab",
        "note",
    ]


@pytest.mark.django_db(transaction=True)
def test_part_bumps_when_its_whole_is_renamed():
    make()
    Record.objects.filter(pk="other").update(part_of="uni")

    assert bumped(lambda: Record.objects.filter(pk="uni").update(name_en="B")) == [
        "lab",
        "other",
        "uni",
    ]


@pytest.mark.django_db(transaction=True)
def test_writers_wait_for_one_another_so_that_revisions_are_ordered_as_commits():
    make()
    before, seen = revision(), []
    has_written = threading.Event()

    def second_writer():
        has_written.wait()
        Institution.objects.filter(pk="other").update(closed="2020")
        seen.append(Record.objects.get(pk="other").version)
        connection.close()

    thread = threading.Thread(target=second_writer)
    thread.start()
    with transaction.atomic():
        Lab.objects.update(established="2012")
        has_written.set()
        # The other is held up by the lock until this commits, so it cannot take the lower number.
        assert Record.objects.get(pk="lab").version == before + 1
    thread.join()

    assert seen == [before + 2]
