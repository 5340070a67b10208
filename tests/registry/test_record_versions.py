"""The database counts revisions of the data and versions of records, whoever writes them."""

import threading

import pytest
from django.db import connection, transaction

from hkinno.registry.models import Record, Relation, Revision, Source, Statement
from labs.models import Institution, Lab

NAMES = {"name_zh": "甲", "name_en": "A", "name_en_basis": "translation"}


def create_records() -> None:
    Institution.objects.create(id="uni", kind="university", **NAMES)
    Institution.objects.create(id="other", kind="university", **NAMES)
    Source.objects.create(id="note", kind="editorial-note", **NAMES)
    Lab.objects.create(id="lab", kind="joint-laboratory", host_id="uni", **NAMES)
    Relation.objects.create(id="r", subject_id="lab", role="partner", object_id="other")
    Statement.objects.create(subject_id="lab", property="exists", value=True, source_id="note")


def revision_number() -> int:
    return Revision.objects.values_list("number", flat=True).get()


def changed_ids(write) -> list[str]:
    """The ids of records whose version changes with a write."""
    before = dict(Record.objects.values_list("pk", "version"))
    write()
    after = dict(Record.objects.values_list("pk", "version"))
    return sorted(pk for pk in before if after.get(pk, before[pk]) != before[pk])


@pytest.mark.django_db(transaction=True)
def test_transaction_is_one_revision_and_the_version_of_its_records():
    create_records()
    before = revision_number()

    with transaction.atomic():
        Lab.objects.update(established="2012")
        Institution.objects.filter(pk="uni").update(closed="2020")

    assert revision_number() == before + 1
    assert set(Record.objects.filter(pk__in=["lab", "uni"]).values_list("version", flat=True)) == {
        before + 1
    }


@pytest.mark.django_db(transaction=True)
def test_write_without_changes_is_no_revision():
    create_records()
    before = revision_number()

    Lab.objects.update(name_en="A")
    Lab.objects.get().save()
    with connection.cursor() as cursor:
        cursor.execute("update registry_record set version = 5, updated_at = '2001-01-01'")

    assert revision_number() == before


@pytest.mark.django_db(transaction=True)
def test_deletion_is_a_revision():
    create_records()
    before = revision_number()

    Institution.objects.get(pk="other").delete()

    assert revision_number() == before + 1


@pytest.mark.django_db(transaction=True)
def test_missing_revision_row_is_created_again():
    create_records()
    Revision.objects.all().delete()

    Lab.objects.update(established="2012")

    assert revision_number() == 1
    assert str(Revision.objects.get()) == "1"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("renamed", "dependants"),
    [("uni", ["lab", "uni"]), ("other", ["lab", "other"]), ("note", ["lab", "note"])],
)
def test_renamed_record_changes_the_versions_of_records_with_its_name(renamed, dependants):
    create_records()
    update = Record.objects.filter(pk=renamed).update

    assert changed_ids(lambda: update(name_zh="乙")) == dependants


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("change", "changed"),
    [
        ({"status": "published"}, ["lab", "uni"]),
        ({"merged_into": "other"}, ["lab", "other", "uni"]),
    ],
)
def test_published_or_merged_record_changes_the_versions_of_referring_records(change, changed):
    create_records()

    assert changed_ids(lambda: Record.objects.filter(pk="uni").update(**change)) == changed


@pytest.mark.django_db(transaction=True)
def test_change_of_a_summary_changes_one_version():
    create_records()

    assert changed_ids(lambda: Record.objects.filter(pk="uni").update(summary_en="New.")) == ["uni"]


@pytest.mark.django_db(transaction=True)
def test_date_of_a_source_changes_the_versions_of_its_subjects():
    create_records()

    assert changed_ids(
        lambda: Source.objects.update(published="2017", published_basis="printed")
    ) == [
        "lab",
        "note",
    ]


@pytest.mark.django_db(transaction=True)
def test_renamed_parent_changes_the_versions_of_its_parts():
    create_records()
    Record.objects.filter(pk="other").update(part_of="uni")

    assert changed_ids(lambda: Record.objects.filter(pk="uni").update(name_en="B")) == [
        "lab",
        "other",
        "uni",
    ]


@pytest.mark.django_db(transaction=True)
def test_record_is_not_written_again_for_each_statement_of_a_transaction():
    """Otherwise a load leaves as many dead rows as there are statements."""
    create_records()
    places = Record.objects.extra(select={"place": "ctid::text"}).values_list("pk", "place")

    with transaction.atomic():
        Lab.objects.update(established="2012")
        before = dict(places)
        Statement.objects.create(subject_id="lab", property="exists", value=True, source_id="note")
        Relation.objects.filter(pk="r").update(title_en="Partner", title_zh="夥伴")
        Relation.objects.all().delete()
        changed = {pk for pk, place in places.all() if place != before[pk]}

    assert changed == {"note", "other"}


def move_statement(**columns):
    return lambda: Statement.objects.filter(pk="s").update(**columns)


STATEMENT_WRITES = {
    "insertion": (
        lambda: Statement.objects.create(
            subject_id="lab", property="exists", value=True, source_id="note"
        ),
        ["lab", "note"],
    ),
    "another source": (move_statement(source_id="other-note"), ["lab", "note", "other-note"]),
    "another subject": (move_statement(subject_id="uni"), ["lab", "note", "uni"]),
    "another reference": (move_statement(value={"id": "other"}), ["lab", "note"]),
    "another title": (move_statement(value={"id": "uni", "title_en": "Head"}), ["lab"]),
    "a note": (move_statement(note="New."), ["lab"]),
    "deletion": (lambda: Statement.objects.filter(pk="s").delete(), ["lab", "note"]),
    "a hidden subject": (
        lambda: Record.objects.filter(pk="lab").update(status="withdrawn"),
        ["lab", "note", "other", "other-note"],
    ),
    "a public reference": (
        lambda: Record.objects.filter(pk="uni").update(status="published"),
        ["lab", "note", "uni"],
    ),
    "a deleted hidden reference": (
        lambda: Institution.objects.filter(pk="uni").delete(),
        ["lab", "note"],
    ),
    "an inserted hidden reference": (
        lambda: Institution.objects.create(id="later", kind="university", **NAMES),
        ["lab", "other-note"],
    ),
    "a renamed subject": (
        lambda: Record.objects.filter(pk="lab").update(name_en="B"),
        ["lab", "other"],
    ),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("write", "changed"), STATEMENT_WRITES.values(), ids=STATEMENT_WRITES.keys()
)
def test_version_of_a_source_changes_with_what_is_based_on_it(write, changed):
    create_records()
    Lab.objects.update(host=None, status="published")
    Source.objects.create(id="other-note", kind="editorial-note", **NAMES)
    statements = [("s", "note", "uni"), ("t", "other-note", "later")]
    for key, source, reference in statements:
        Statement.objects.create(
            id=key, subject_id="lab", property="post", value={"id": reference}, source_id=source
        )

    assert changed_ids(write) == changed


@pytest.mark.django_db(transaction=True)
def test_concurrent_writers_get_revisions_in_the_order_of_their_commits():
    create_records()
    before, versions = revision_number(), []
    has_written = threading.Event()

    def second_writer():
        has_written.wait()
        Institution.objects.filter(pk="other").update(closed="2020")
        versions.append(Record.objects.get(pk="other").version)
        connection.close()

    thread = threading.Thread(target=second_writer)
    thread.start()
    with transaction.atomic():
        Lab.objects.update(established="2012")
        has_written.set()
        # The lock holds up the second writer until this commits, so it cannot get the lower number.
        assert Record.objects.get(pk="lab").version == before + 1
    thread.join()

    assert versions == [before + 2]
