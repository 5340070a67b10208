"""The database sets the timestamps of a record, whoever writes it."""

import pytest
from django.db import connection

from hkinno.registry.models import Record, Relation, Source, Statement
from labs.models import Institution, Lab

# The timestamp of a record that was written in the same transaction does not change again.
pytestmark = pytest.mark.django_db(transaction=True)
NAMES = {"name_zh": "甲", "name_en": "A", "name_en_basis": "translation"}


@pytest.fixture
def lab() -> Lab:
    Institution.objects.create(id="uni", kind="university", **NAMES)
    Source.objects.create(id="note", kind="editorial-note", **NAMES)
    return Lab.objects.create(id="lab", kind="joint-laboratory", host_id="uni", **NAMES)


def updated_ids(write) -> list[str]:
    """The ids of records whose `updated_at` changes with a write; `created_at` never does."""
    before = dict(Record.objects.values_list("pk", "updated_at"))
    created = dict(Record.objects.values_list("pk", "created_at"))
    write()
    assert dict(Record.objects.filter(pk__in=created).values_list("pk", "created_at")) == created
    after = Record.objects.filter(pk__in=before).values_list("pk", "updated_at")
    return sorted(pk for pk, instant in after if instant != before[pk])


def execute_sql(statement: str):
    def execute():
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return execute


def test_saved_record_has_the_timestamps_of_the_database(lab):
    stored = Record.objects.get(pk="lab")

    assert (lab.created_at, lab.updated_at) == (stored.created_at, stored.updated_at)


@pytest.mark.usefixtures("lab")
@pytest.mark.parametrize(
    "write",
    [
        lambda: Lab.objects.update(name_en="B"),
        lambda: Lab.objects.update(established="2012"),
        execute_sql("update registry_record set stage = 'ended' where id = 'lab'"),
        execute_sql("update labs_lab set kind = 'research-centre'"),
        execute_sql(
            "update registry_record set created_at = now(), stage = 'ended' where id = 'lab'"
        ),
    ],
)
def test_visible_change_updates_the_timestamp(write):
    assert updated_ids(write) == ["lab"]


@pytest.mark.usefixtures("lab")
@pytest.mark.parametrize(
    "write",
    [
        lambda: Lab.objects.update(name_en="A"),
        lambda: Lab.objects.get().save(),
        execute_sql(
            "update registry_record set updated_at = '2001-01-01', created_at = '2001-01-01'"
        ),
    ],
)
def test_write_without_changes_does_not_update_the_timestamp(write):
    assert updated_ids(write) == []


def test_relation_updates_the_timestamps_of_both_records(lab):
    relation = Relation(subject=lab, role="partner", object_id="uni")

    assert updated_ids(relation.save) == ["lab", "uni"]
    assert updated_ids(relation.save) == []
    assert updated_ids(lambda: Relation.objects.update(until="2012")) == ["lab", "uni"]
    assert updated_ids(relation.delete) == ["lab", "uni"]


def test_statement_updates_the_timestamps_of_its_source_and_of_all_its_subjects(lab):
    statement = Statement(subject=lab, property="exists", value=True, source_id="note")

    assert updated_ids(statement.save) == ["lab", "note"]
    assert updated_ids(lambda: Statement.objects.update(subject="uni")) == ["lab", "note", "uni"]
    assert updated_ids(lambda: Statement.objects.update(subject="uni")) == []
    assert updated_ids(Statement.objects.all().delete) == ["note", "uni"]
