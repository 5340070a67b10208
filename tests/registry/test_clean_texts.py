"""Every text in the database is clean, whoever writes it."""

import itertools
import json

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction

from hkinno.registry.models import Record, Relation, Statement
from labs.models import Lab
from tests.factories import LabFactory
from tests.registry.invalid_rows import VIOLATIONS
from tests.registry.valid_rows import ALIAS, create_valid_rows

pytestmark = pytest.mark.django_db

# Unclean values that satisfy the other constraints of the column.
UNCLEAN = {
    "aliases": [ALIAS | {"value": "B\u200b"}],
    "focus": [{"en": "x\u200b", "zh-Hant": "甲"}],
    "value": {"id": "institution\u200b"},
    "website": "https://a\u200b.hk",
    "url": "https://a\u200b.hk",
}


def text_columns():
    """(constraint, model, field) for every column of text or JSON, except keys."""
    for model in apps.get_models():
        if issubclass(model, Record | Statement | Relation):
            for field in model._meta.local_concrete_fields:
                is_text = isinstance(field, models.CharField | models.TextField | models.JSONField)
                if is_text and field.editable and not field.primary_key:
                    yield f"{model._meta.db_table}_{field.column}_is_clean", model, field.name


def violated_constraint(model, pk, **changes):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        model.objects.filter(pk=pk).update(**changes)
    return error.value.__cause__.diag.constraint_name


def test_every_column_refuses_an_invisible_character():
    create_valid_rows()
    wrong = {}

    for constraint, model, field in text_columns():
        pk = "lab" if model is Record else model._meta.model_name
        # The column may have a stricter constraint, which PostgreSQL may check first.
        stricter = {
            name
            for name, rows in VIOLATIONS.items()
            if any(changed is model and field in changes for changed, _, changes in rows)
        }
        violated = violated_constraint(model, pk, **{field: UNCLEAN.get(field, "a\u200bb")})
        if violated not in {constraint} | stricter:
            wrong[constraint] = violated

    assert wrong == {}


def test_every_column_has_its_constraint():
    with connection.cursor() as cursor:
        cursor.execute("select conname from pg_constraint where conname like '%%_is_clean'")
        names = {name for (name,) in cursor.fetchall()}

    assert names == {constraint for constraint, _, _ in text_columns()} | {
        "registry_relation_subject_resource_is_clean",
        "registry_relation_object_resource_is_clean",
    }


@pytest.mark.parametrize(
    "name",
    [" HKU", "HKU ", "H  KU", "H\u00a0KU", "cafe\u0301", "H\tKU", "H\nKU", "\u202eHKU", "H\u0001"],
)
def test_database_refuses_an_unclean_name(name):
    LabFactory(id="lab")

    assert violated_constraint(Record, "lab", name_en=name) == "registry_record_name_en_is_clean"


@pytest.mark.parametrize(
    "summary", ["\nOne.", "One.\n", "One. \nTwo.", "One.\n\n\nTwo.", "One.\r\nTwo."]
)
def test_database_refuses_an_unclean_summary(summary):
    LabFactory(id="lab")

    violated = violated_constraint(Record, "lab", summary_en=summary)

    assert violated == "registry_record_summary_en_is_clean"


@pytest.mark.parametrize("value", ["a ", {"id": ["a", {"b": "c\u200b"}]}, {"a\u200b": 1}])
def test_database_refuses_unclean_texts_and_keys_anywhere_in_a_statement(value):
    create_valid_rows()

    assert violated_constraint(Statement, "statement", value=value) == (
        "registry_statement_value_is_clean"
    )


def test_summary_may_have_paragraphs():
    LabFactory(id="lab", summary_en="One.\nTwo.\n\nThree.", name_zh="光學　研究 所")

    assert Lab.objects.get().name_zh == "光學　研究 所"


def test_fixture_with_an_invisible_character_is_not_loaded(tmp_path):
    fields = {
        "resource": "people",
        "name_zh": "張\u200b三",
        "name_en": "Z",
        "name_en_basis": "official",
    }
    path = tmp_path / "rows.json"
    path.write_text(json.dumps([{"model": "registry.record", "pk": "x", "fields": fields}]))

    with pytest.raises(CommandError, match="registry_record_name_zh_is_clean"):
        call_command("loaddata", path, verbosity=0)

    assert not Record.objects.exists()


def test_json_that_the_fast_check_accepts_is_clean():
    """Both checks agree on strings whose blanks and quotation marks look like those of JSON."""
    pieces = ["", "a", " ", "\u3000", ",", ":", '"', "\\", "[", "]", "}", "\u0301", "e", "\u200b"]
    pieces += ["\n", "甲"]
    strings = ["".join(parts) for parts in itertools.product(pieces, repeat=3)]
    documents = [*strings, *([a, {b: a}, 1] for a, b in zip(strings, strings[7:], strict=False))]
    documents += [None, 1, {}, [], {"a": [{}, [" "]]}]

    with connection.cursor() as cursor:
        cursor.execute(
            "select d, public.registry_is_clean_json(d), public.registry_are_clean_values(d)"
            " from jsonb_array_elements(%s::jsonb) d",
            [json.dumps(documents)],
        )
        rows = cursor.fetchall()

    assert [row for row in rows if row[1] != row[2]] == []
    assert {row[1] for row in rows} == {True, False}
