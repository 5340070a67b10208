"""The database keeps the time stamps of a record, whoever writes."""

import pytest
from django.db import connection

from hkinno.registry.models import Record, Relation, Source, Statement
from labs.models import Institution, Lab

pytestmark = pytest.mark.django_db
NAMES = {"name_zh": "甲", "name_en": "A", "name_en_basis": "translation"}


@pytest.fixture
def lab() -> Lab:
    Institution.objects.create(id="uni", kind="university", **NAMES)
    Source.objects.create(id="note", kind="editorial-note", **NAMES)
    return Lab.objects.create(id="lab", kind="joint-laboratory", host_id="uni", **NAMES)


def changed(act) -> list[str]:
    """The ids of the records whose `updated_at` an act changes; `created_at` never does."""
    before = dict(Record.objects.values_list("pk", "updated_at"))
    created = dict(Record.objects.values_list("pk", "created_at"))
    act()
    assert dict(Record.objects.filter(pk__in=created).values_list("pk", "created_at")) == created
    now = Record.objects.filter(pk__in=before).values_list("pk", "updated_at")
    return sorted(pk for pk, instant in now if instant != before[pk])


def sql(statement: str):
    def act():
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return act


def test_saved_record_shows_the_stamps_of_the_database(lab):
    stored = Record.objects.get(pk="lab")

    assert (lab.created_at, lab.updated_at) == (stored.created_at, stored.updated_at)


@pytest.mark.usefixtures("lab")
@pytest.mark.parametrize(
    "act",
    [
        lambda: Lab.objects.update(name_en="B"),
        lambda: Lab.objects.update(established="2012"),
        sql("update registry_record set stage = 'ended' where id = 'lab'"),
        sql("update labs_lab set kind = 'research-centre'"),
        sql("update registry_record set created_at = now(), stage = 'ended' where id = 'lab'"),
        lambda: Statement.objects.create(
            subject_id="lab", property="exists", value=True, source_id="note"
        ),
    ],
)
def test_change_of_what_is_shown_is_stamped(act):
    assert changed(act) == ["lab"]


@pytest.mark.usefixtures("lab")
@pytest.mark.parametrize(
    "act",
    [
        lambda: Lab.objects.update(name_en="A"),
        lambda: Lab.objects.get().save(),
        sql("update registry_record set updated_at = '2001-01-01', created_at = '2001-01-01'"),
    ],
)
def test_what_changes_nothing_is_not_stamped(act):
    assert changed(act) == []


def test_relation_stamps_both_of_its_records(lab):
    relation = Relation(subject=lab, role="partner", object_id="uni")

    assert changed(relation.save) == ["lab", "uni"]
    assert changed(relation.save) == []
    assert changed(lambda: Relation.objects.update(until="2012")) == ["lab", "uni"]
    assert changed(relation.delete) == ["lab", "uni"]


def test_moved_statement_stamps_both_of_its_subjects(lab):
    said = Statement.objects.create(subject=lab, property="exists", value=True, source_id="note")

    assert changed(lambda: Statement.objects.update(subject="uni")) == ["lab", "uni"]
    assert changed(lambda: Statement.objects.update(subject="uni")) == []
    assert changed(said.__class__.objects.all().delete) == ["uni"]
