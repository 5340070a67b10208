"""Filters, order, facets, sums, cursor and shape in any combination, against plain Python.

Each question (`tests/questions.py`) is asked of the API, and of the fixtures' JSON
(`tests/reference_model.py`). Texts compare as in PostgreSQL by the collation C, that of the
service's own
database.
"""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from tests import reference_model
from tests.questions import parameters, questions

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def answer(client, address, query=None):
    response = client.get(address, query)
    assert response.status_code == 200, response.content.decode()
    return response.json()


def walk(client, address, query, along="next"):
    """Every page of a walk, with the last of its pages."""
    page = answer(client, address, query)
    pages = [page]
    while page[along]:
        page = answer(client, page[along])
        pages.append(page)
    return pages


def ids(rows):
    return [row["id"] for row in rows]


@given(questions())
@settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_an_answer_is_what_the_fixtures_say(registry, question):
    wanted = [
        row
        for row in reference_model.rows_of(question.resource)
        if all(condition(row) for condition in question.conditions)
        and (not question.at or reference_model.lived(row, question.at))
    ]
    address, query = f"/api/v1/{question.resource}/", parameters(question)

    by_page = walk(registry, address, query)
    by_cursor = walk(registry, address, query | {"cursor": "*"})
    met = ids(row for page in by_page for row in page["results"])
    expected = in_order(wanted, question, met)

    assert met == expected
    assert ids(row for page in by_cursor for row in page["results"]) == expected
    if by_cursor[-1]["previous"]:
        back = walk(registry, by_cursor[-1]["previous"], None, "previous")
        met = [row for page in reversed(back) for row in page["results"]]
        assert ids(met + by_cursor[-1]["results"]) == expected
    for page in by_page + by_cursor:
        assert (page["count"], page["count_is_exact"]) == (len(expected), True)
        assert_beside(page, question, wanted)
        for row in page["results"]:
            assert_shape(row, question)


def in_order(wanted, question, met):
    """The ids in the order that is asked for; a search without any has the best first."""
    if "q" not in question.filters or question.ordering:
        return ids(reference_model.sorted_by(wanted, question.ordering))
    words = question.filters["q"].split()
    best = reference_model.sorted_by(wanted, [])
    best.sort(key=lambda row: met.index(row["id"]) if row["id"] in met else -1)
    is_named = [reference_model.has_words(reference_model.names_of(row), words) for row in best]
    assert is_named == sorted(is_named, reverse=True)
    return ids(best)


def assert_shape(row, question):
    """A row has what is wanted and nothing else, and what is expanded is whole."""
    fields, omitted, expanded = (question.shape.get(name, []) for name in SHAPE)
    record = reference_model.RECORDS[row["id"]]
    if fields:
        shown = {path.split(".")[0] for path in [*fields, *expanded]} - set(omitted)
        assert set(row) == shown
    assert not set(row) & set(omitted)
    if "name" in row:
        names = {"zh-Hant": record.get("name_zh") or None, "en": record.get("name_en") or None}
        left = ["en"] if "name.en" in fields or "name.zh-Hant" in omitted else list(names)
        assert row["name"] == {language: names[language] for language in left}
    for name in expanded:
        if name == "statements":
            said = sorted(each["id"] for each in reference_model.said_of(record))
            assert question.at or ids(row[name]) == said
        else:
            assert (row[name] or {"id": None})["id"] == record[name]
            assert not row[name] or "external_ids" in row[name]


SHAPE = ("fields", "omit", "expand")


def assert_beside(page, question, wanted):
    """The facets and sums of a page are those of the whole list."""
    for name in question.facets:
        found = {bucket["value"]: bucket["count"] for bucket in page["facets"][name]}
        assert found == reference_model.counted(wanted, lambda row, name=name: as_list(row[name]))
        if name != "topics":
            assert sum(found.values()) == page["count"]
    for column in question.sums:
        found = {
            (each["unit"], each["is_plan"]): (
                each["count"],
                each["left_out"],
                Decimal(each["sum"]) if each["sum"] else None,
            )
            for each in page["aggregates"][column]
        }
        assert found == reference_model.summed(wanted, column)


def as_list(value):
    return value if isinstance(value, list) else [value]
