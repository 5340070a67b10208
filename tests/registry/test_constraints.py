"""Every constraint of the database rejects an invalid row. A constraint without a case fails."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from hkinno.registry.models import Record, Relation, Statement
from labs.models import Lab, Person
from tests.registry.invalid_rows import VIOLATIONS
from tests.registry.valid_rows import ALIAS, AMOUNT, NAMES, create_valid_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    create_valid_rows()


CASES = [(constraint, *row) for constraint, rows in VIOLATIONS.items() for row in rows]


def violated_constraint(write) -> str:
    """The name of the constraint that a write violates, immediately or when deferred."""
    with pytest.raises(IntegrityError) as error:
        _write_and_check(write)
    return error.value.__cause__.diag.constraint_name


@transaction.atomic
def _write_and_check(write) -> None:
    write()
    connection.check_constraints()


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(("constraint", "model", "pk", "changes"), CASES)
def test_constraint_rejects_an_invalid_row(constraint, model, pk, changes):
    assert violated_constraint(lambda: model.objects.filter(pk=pk).update(**changes)) in (
        constraint,
        # PostgreSQL decides which of two violated constraints it reports.
        {"record_is_no_part_of_itself": "record_part_is_of_the_same_resource"}.get(constraint),
        {"relation_joins_two_records": "relation_role_joins_what_it_may"}.get(constraint),
    )


def test_every_constraint_of_every_model_has_a_case():
    declared = {
        constraint.name
        for model in apps.get_models()
        if model._meta.app_label in ("registry", "labs", "programmes", "events")
        for constraint in model._meta.constraints
    }
    handwritten = {
        "record_resource_is_known",
        "record_has_both_names",
        "statement_property_is_known",
        "record_part_is_of_the_same_resource",
        "record_is_merged_within_its_resource",
        "statement_printed_is_of_an_article",
    }

    assert set(VIOLATIONS) == declared | handwritten


@pytest.mark.parametrize("invalid_id", ["Hku", "h_ku", "-hku", "港大", "h--ku", ""])
def test_id_that_is_not_a_slug_is_rejected(invalid_id):
    person = Person(id=invalid_id, **NAMES)

    assert violated_constraint(person.save) == "record_id_is_a_slug"


def test_unknown_resource_is_rejected():
    record = Record(id="x", resource="ghosts", **NAMES)

    assert violated_constraint(record.save) == "record_resource_is_known"


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(
    "model", [m for m in apps.get_models() if issubclass(m, Record) and m is not Record]
)
def test_record_cannot_have_a_row_in_another_child_table(model):
    other_id = "person" if model is not Person else "lab"
    table, column = model._meta.db_table, "record_ptr_id"

    def insert():
        Record.objects.filter(pk=other_id)
        with connection.cursor() as cursor:
            values = {f.column: f.get_default() for f in model._meta.local_concrete_fields}
            values |= {column: other_id}
            source_id = model._meta.model_name
            names = [name for name in values if name != column]
            cursor.execute(
                f"insert into {table} ({column}, {', '.join(names)})"
                f" select %s, {', '.join(names)} from {table} where {column} = %s"
                if names
                else f"insert into {table} ({column}) values (%s)",
                [other_id, source_id] if names else [other_id],
            )

    assert violated_constraint(insert) == f"{table}_is_of_its_resource"


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("changes", [{"id": "lab-2"}, {"resource": "people"}])
def test_id_and_resource_are_permanent(changes):
    assert violated_constraint(lambda: Record.objects.filter(pk="lab").update(**changes)) == (
        "record_id_is_permanent"
    )


@pytest.mark.usefixtures("rows")
def test_id_of_a_deleted_published_record_is_never_used_again():
    Record.objects.filter(pk="person").update(status="published")
    Person.objects.get(pk="person").delete()

    second = Person(id="person", **NAMES)

    assert violated_constraint(second.save) == "record_id_is_never_reused"


@pytest.mark.usefixtures("rows")
def test_id_of_a_deleted_draft_can_be_used_again():
    Person.objects.get(pk="person").delete()

    Person.objects.create(id="person", **NAMES)

    assert Person.objects.filter(pk="person").count() == 1


@pytest.mark.usefixtures("rows")
def test_relation_without_dates_is_unique():
    Relation.objects.update(since=None, until=None)
    second = Relation(id="again", subject_id="person", role="post", object_id="lab")

    assert violated_constraint(second.save) == "relation_is_unique"


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(
    ("model", "pk", "changes"),
    [
        (Lab, "lab", {"closed": "2001"}),
        (Lab, "lab", {"established": "2003-06", "closed": "2003"}),
        (Lab, "lab", {"established": "../2005"}),
        (Lab, "lab", {"closed": "1990/.."}),
        (Lab, "lab", {"budget": AMOUNT | {"value": "5.25", "max": "6"}}),
        (Lab, "lab", {"budget": AMOUNT | {"unit": None, "unit_basis": None}}),
        (
            Lab,
            "lab",
            {"budget": AMOUNT | {"value": None, "qualifier": "several", "magnitude": "10"}},
        ),
        (Record, "award", {"name_zh": "", "name_en": "", "name_en_basis": ""}),
        (Record, "lab", {"aliases": [ALIAS, ALIAS | {"since": "2001"}], "topics": ["finance"]}),
        (Record, "lab", {"external_ids": {"isni": ["0000 0001 2174 275X"], "wikidata": ["Q1"]}}),
        (Record, "lab", {"focus": [{"en": "liver", "zh-Hant": "肝"}]}),
        (Statement, "statement", {"also_lines": [[3, 3], [5, 12]]}),
        (Statement, "statement", {"first_line": 3, "last_line": 10}),
    ],
)
def test_valid_row_is_accepted(model, pk, changes):
    model.objects.filter(pk=pk).update(**changes)
    connection.check_constraints()

    assert model.objects.filter(pk=pk, **_scalar_values(changes)).count() == 1


def _scalar_values(changes: dict) -> dict:
    """The changes that can be filtered by equality."""
    return {k: v for k, v in changes.items() if not isinstance(v, list | dict)}


def test_every_check_constraint_of_the_database_has_a_case():
    with connection.cursor() as cursor:
        cursor.execute(
            "select conname from pg_constraint c join pg_class t on t.oid = c.conrelid"
            " where contype = 'c' and t.relname ~ '^(registry|labs|programmes|events)_'"
        )
        names = {name for (name,) in cursor.fetchall()}

    # PostgreSQL's own check for a positive integer is named after its column; test_clean_texts.py
    # tests those of texts.
    own_names = {name for name in names if not name.endswith(("_check", "_is_clean"))}

    assert own_names == {name for name in VIOLATIONS if name in names}
