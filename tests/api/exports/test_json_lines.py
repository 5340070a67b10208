"""JSON Lines that programs can read without being told the types."""

import json

import pytest

from hkinno.api.renderers import jsonl
from hkinno.registry.values.typed_values import VALUE_COLUMNS, add_typed_values, typed_values
from tests.api.exports.export_readers import ids, lines
from tests.factories import LabFactory, StatementFactory

QUANTITY = {
    "value": "5",
    "max": "6.5",
    "unit": "HKD",
    "unit_basis": "printed",
    "qualifier": "about",
    "magnitude": None,
}
SEVERAL = QUANTITY | {"value": None, "max": None, "qualifier": "several", "magnitude": "1000"}
EXACT = QUANTITY | {"max": None, "unit": None, "qualifier": "exact"}


@pytest.mark.parametrize(
    ("name", "value", "cells"),
    [
        ("exists", True, {"value_type": "flag", "value_text": "true"}),
        ("name_en", "Lab", {"value_type": "text", "value_text": "Lab"}),
        (
            "host",
            {"id": "hku"},
            {"value_type": "reference", "value_text": "hku", "value_record": "hku"},
        ),
        (
            "partner",
            {"id": "hku"},
            {"value_type": "reference", "value_text": "hku", "value_record": "hku"},
        ),
        (
            "established",
            "2012-06",
            {
                "value_type": "date",
                "value_text": "2012-06",
                "value_from": "2012-06-01",
                "value_to": "2012-06-30",
            },
        ),
        (
            "closed",
            "../2012",
            {"value_type": "date", "value_text": "../2012", "value_to": "2012-12-31"},
        ),
        (
            "edition",
            3,
            {"value_type": "integer", "value_text": "3", "value_number": 3.0},
        ),
        (
            "budget",
            QUANTITY,
            {
                "value_type": "quantity",
                "value_text": "about 5–6.5 HKD",
                "value_number": 5.0,
                "value_max": 6.5,
                "value_unit": "HKD",
                "value_qualifier": "about",
            },
        ),
        (
            "budget",
            SEVERAL,
            {
                "value_type": "quantity",
                "value_text": "several 1000 HKD",
                "value_unit": "HKD",
                "value_qualifier": "several",
            },
        ),
        (
            "budget",
            EXACT,
            {
                "value_type": "quantity",
                "value_text": "5",
                "value_number": 5.0,
                "value_qualifier": "exact",
            },
        ),
        ("alias", {"value": "KY"}, {"value_type": "alias", "value_text": "KY"}),
        (
            "focus",
            {"en": "liver", "zh-Hant": "肝"},
            {"value_type": "focus", "value_text": "肝 liver"},
        ),
        (
            "external_ids",
            {"id": "0", "scheme": "ror"},
            {"value_type": "identifier", "value_text": "ror:0"},
        ),
        (
            "coordinates",
            {"longitude": "114", "latitude": "22"},
            {"value_type": "coordinates", "value_text": "22, 114"},
        ),
        (
            "theme",
            {"en": "a", "zh-Hant": "甲"},
            {"value_type": "labels", "value_text": "甲 a"},
        ),
        ("stage", "active", {"value_type": "stage", "value_text": "active"}),
    ],
)
def test_value_of_a_statement_has_columns_of_one_type(name, value, cells):
    assert typed_values(name, value) == dict.fromkeys(VALUE_COLUMNS) | cells


def test_statement_keeps_its_exact_value_as_text():
    statement = {"id": "a", "property": "host", "value": {"id": "hku"}}

    typed = add_typed_values(statement)

    assert json.loads(typed["value"]) == {"id": "hku"}
    assert list(typed) == ["id", "property", "value", *VALUE_COLUMNS]
    assert add_typed_values({"id": "a", "value": 3}) == {"id": "a", "value": "3"}
    assert add_typed_values({"id": "a"}) == {"id": "a"}


@pytest.mark.django_db
def test_expanded_statements_have_typed_values(client):
    StatementFactory(id="said", subject=LabFactory(id="lab"))

    (lab,) = lines(client.get("/api/v1/labs/?format=jsonl&expand=statements"))

    assert lab["statements"][0]["value"] == "true"
    assert lab["statements"][0]["value_type"] == "flag"


@pytest.mark.django_db
def test_conflict_has_its_values_as_text(client):
    LabFactory(id="lab", established="2012", full=True)

    conflicts = lines(client.get("/api/v1/conflicts/?format=jsonl"))

    assert conflicts
    assert all(isinstance(conflict["published"], str) for conflict in conflicts)


@pytest.mark.django_db
def test_first_rows_have_a_value_for_each_key_that_has_one(client, monkeypatch):
    monkeypatch.setattr(jsonl, "SAMPLE_ROWS", 2)
    for key in "abcd":
        LabFactory(id=key)
    url = "/api/v1/labs/?format=jsonl"
    before = ids(client.get(url), "jsonl")
    LabFactory(id="e", established="2012")

    assert before == ["a", "b", "c", "d"]
    assert ids(client.get(url), "jsonl") == ["a", "e", "b", "c", "d"]
    assert ids(client.get(f"{url}&ordering=id"), "jsonl") == ["a", "b", "c", "d", "e"]
    assert client.head(url).getvalue() == b""
