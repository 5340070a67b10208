"""Each rule that the database holds refuses a row, by name. A rule without a case here fails."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from hkinno.registry.models import Record, Relation, Statement
from labs.models import Lab, Person
from tests.registry.broken_rows import REFUSED
from tests.registry.sound_rows import ALIAS, AMOUNT, NAMES, make_sound_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    make_sound_rows()


CASES = [(name, *change) for name, changes in REFUSED.items() for change in changes]


def broken_rule(act) -> str:
    """The name of the rule by which the database refuses an act, deferred ones too."""
    with pytest.raises(IntegrityError) as caught:
        _checked(act)
    return caught.value.__cause__.diag.constraint_name


@transaction.atomic
def _checked(act) -> None:
    act()
    connection.check_constraints()


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(("rule", "model", "pk", "change"), CASES)
def test_rule_refuses_a_row_that_breaks_it(rule, model, pk, change):
    assert broken_rule(lambda: model.objects.filter(pk=pk).update(**change)) in (
        rule,
        # Which of two rules about one fault is named first is PostgreSQL's affair.
        {"record_is_no_part_of_itself": "record_part_is_of_the_same_resource"}.get(rule),
        {"relation_joins_two_records": "relation_role_joins_what_it_may"}.get(rule),
    )


def test_every_rule_of_every_model_has_a_case():
    declared = {
        rule.name
        for model in apps.get_models()
        if model._meta.app_label in ("registry", "labs", "programmes", "events")
        for rule in model._meta.constraints
    }
    by_hand = {
        "record_resource_is_known",
        "record_has_both_names",
        "statement_property_is_known",
        "record_part_is_of_the_same_resource",
        "record_is_merged_within_its_resource",
        "statement_printed_is_of_an_article",
    }

    assert set(REFUSED) == declared | by_hand


@pytest.mark.parametrize("wrong", ["Hku", "h_ku", "-hku", "港大", "h--ku", ""])
def test_id_that_is_no_slug_is_refused(wrong):
    assert broken_rule(lambda: Person.objects.create(id=wrong, **NAMES)) == "record_id_is_a_slug"


def test_resource_that_is_unknown_is_refused():
    wrong = Record(id="x", resource="ghosts", **NAMES)

    assert broken_rule(wrong.save) == "record_resource_is_known"


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(
    "model", [m for m in apps.get_models() if issubclass(m, Record) and m is not Record]
)
def test_id_of_one_thing_cannot_become_another(model):
    other = "person" if model is not Person else "lab"
    table, column = model._meta.db_table, "record_ptr_id"

    def act():
        Record.objects.filter(pk=other)
        with connection.cursor() as cursor:
            values = {f.column: f.get_default() for f in model._meta.local_concrete_fields}
            values |= {column: other}
            source = model._meta.model_name
            names = [name for name in values if name != column]
            cursor.execute(
                f"insert into {table} ({column}, {', '.join(names)})"
                f" select %s, {', '.join(names)} from {table} where {column} = %s"
                if names
                else f"insert into {table} ({column}) values (%s)",
                [other, source] if names else [other],
            )

    assert broken_rule(act) == f"{table}_is_of_its_resource"


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("change", [{"id": "lab-2"}, {"resource": "people"}])
def test_id_and_resource_are_permanent(change):
    assert broken_rule(lambda: Record.objects.filter(pk="lab").update(**change)) == (
        "record_id_is_permanent"
    )


@pytest.mark.usefixtures("rows")
def test_id_of_a_deleted_published_record_is_never_used_again():
    Record.objects.filter(pk="person").update(status="published")
    Person.objects.get(pk="person").delete()

    again = Person(id="person", **NAMES)

    assert broken_rule(again.save) == "record_id_is_never_reused"


@pytest.mark.usefixtures("rows")
def test_id_of_a_deleted_draft_is_free_again():
    Person.objects.get(pk="person").delete()

    Person.objects.create(id="person", **NAMES)

    assert Person.objects.filter(pk="person").count() == 1


@pytest.mark.usefixtures("rows")
def test_relation_is_said_once_even_without_dates():
    Relation.objects.update(since=None, until=None)
    again = Relation(id="again", subject_id="person", role="post", object_id="lab")

    assert broken_rule(again.save) == "relation_is_said_once"


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(
    ("model", "pk", "change"),
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
def test_row_that_keeps_the_rules_is_taken(model, pk, change):
    model.objects.filter(pk=pk).update(**change)
    connection.check_constraints()

    assert model.objects.filter(pk=pk, **_plain(change)).count() == 1


def _plain(change: dict) -> dict:
    """The part of a change that can be asked for with equality."""
    return {k: v for k, v in change.items() if not isinstance(v, list | dict)}


def test_every_check_of_the_database_has_its_name_in_a_model():
    with connection.cursor() as cursor:
        cursor.execute(
            "select conname from pg_constraint c join pg_class t on t.oid = c.conrelid"
            " where contype = 'c' and t.relname ~ '^(registry|labs|programmes|events)_'"
        )
        named = {name for (name,) in cursor.fetchall()}

    # PostgreSQL's own check for a positive integer is named after its column.
    ours = {name for name in named if not name.endswith("_check")}

    assert ours == {name for name in REFUSED if name in named}
