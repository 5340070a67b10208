"""Filters, order, facets, sums, cursor and shape in any combination, against plain Python.

Each question is asked of the API, and of the fixtures' JSON (`tests/plainly.py`). Texts compare as
in PostgreSQL by the collation C, that of the service's own database.
"""

from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hkinno.registry.roles import Role
from tests import plainly

pytestmark = pytest.mark.django_db

DATES = {
    "institutions": ["established", "closed"],
    "labs": ["established", "closed"],
    "facilities": ["opened", "closed"],
    "programmes": ["launched", "closed"],
    "awards": ["period"],
    "targets": ["due"],
    "observations": ["period"],
    "events": ["starts", "ends"],
    "sources": ["published"],
    "people": [],
    "indicators": [],
    "places": [],
}
REFERENCES = {
    "labs": ["host"],
    "facilities": ["operator"],
    "programmes": ["administrator"],
    "awards": ["programme", "funder"],
    "targets": ["subject", "programme"],
    "observations": ["indicator", "subject", "context", "of"],
}
AMOUNTS = {
    "labs": ["budget"],
    "facilities": ["budget"],
    "programmes": ["budget"],
    "awards": ["amount", "also"],
    "targets": ["quantity"],
    "observations": ["quantity"],
}
NO_KIND = ("people", "awards", "targets", "observations")


class Question(NamedTuple):
    """What is asked of the API, and the same of a row in Python."""

    resource: str
    filters: dict
    conditions: list
    at: str | None
    ordering: list
    page_size: int
    facets: list
    sums: list
    shape: dict


def words_of(resource):
    """The columns of closed lists that hold one word."""
    return ["stage"] if resource in NO_KIND else ["stage", "kind"]


def roles_of(resource):
    """The parameters of roles: their name, the role, and from which end."""
    found = []
    for role in Role:
        name = role.value.replace("-", "_")
        if role.value in plainly.MUTUAL:
            if resource in role.subjects | role.objects:
                found.append((name, role.value, "both"))
            continue
        if resource in role.subjects:
            found.append((name, role.value, "out"))
        if resource in role.objects:
            found.append((f"{name}_of", role.value, "in"))
    return found


@st.composite
def date_filters(draw, resource, rows, at):
    column = draw(st.sampled_from(DATES[resource]))
    how = draw(st.sampled_from(["", "gt", "gte", "lt", "lte"]))
    known = sorted({row[column] for row in rows if row[column]} | {"2016", "2018-06"})
    value = draw(st.sampled_from(known))
    name = f"{column}__{how}" if how else column
    return name, value, plainly.date_is(column, how, value)


@st.composite
def word_filters(draw, resource, rows, at):
    column = draw(st.sampled_from(words_of(resource)))
    some = st.sampled_from(sorted({row[column] for row in rows}))
    values = draw(st.lists(some, min_size=1, max_size=3, unique=True))
    return f"{column}__in", ",".join(values), lambda row: row[column] in values


@st.composite
def topic_filters(draw, resource, rows, at):
    some = st.sampled_from(sorted({topic for row in rows for topic in row["topics"]}))
    values = draw(st.lists(some, min_size=1, max_size=2, unique=True))
    return "topics", values, lambda row: bool(set(values) & set(row["topics"]))


@st.composite
def reference_filters(draw, resource, rows, at):
    column = draw(st.sampled_from(REFERENCES[resource]))
    known = sorted({row[column] for row in rows if row[column]})
    if not known:
        return f"{column}__isnull", "true", lambda row: row[column] is None
    value = draw(st.sampled_from(known))
    return column, value, lambda row: row[column] == value


@st.composite
def place_filters(draw, resource, rows, at):
    value = draw(st.sampled_from(["hong-kong", "guangdong", "china", "shenzhen"]))
    return "place", value, lambda row: plainly.lies_in(row, value)


@st.composite
def role_filters(draw, resource, rows, at):
    name, role, direction = draw(st.sampled_from(roles_of(resource)))
    known = sorted({each for row in rows for each in plainly.related(row, role, direction)})
    if not known or draw(st.booleans()):
        return (
            f"{name}__isnull",
            "false",
            lambda row: bool(plainly.related(row, role, direction, at)),
        )
    value = draw(st.sampled_from(known))
    return name, value, lambda row: value in plainly.related(row, role, direction, at)


@st.composite
def source_filters(draw, resource, rows, at):
    sources = sorted({each["source"] for each in plainly.STATEMENTS if each["printed"]})
    value = draw(st.sampled_from(sources))
    return (
        "source",
        value,
        lambda row: any(each["source"] == value for each in plainly.said_of(row)),
    )


@st.composite
def count_filters(draw, resource, rows, at):
    value = draw(st.integers(0, 8))
    return "statement_count__gt", str(value), lambda row: len(plainly.said_of(row)) > value


@st.composite
def amount_filters(draw, resource, rows, at):
    column = draw(st.sampled_from(AMOUNTS[resource]))
    known = [row[column] for row in rows if row[column] and row[column]["unit"]]
    quantity = draw(st.sampled_from(known)) if known else {"value": "1", "unit": "HKD"}
    value, unit = quantity["value"] or quantity["magnitude"], quantity["unit"]
    how = draw(st.sampled_from(["", "gt", "gte", "lt", "lte"]))
    name = f"{column}__{how}" if how else column
    return (
        name,
        {name: value, f"{column}__unit": unit},
        plainly.amount_is(column, how, value, unit),
    )


# Words that have no other spelling, reading or short form: what finds them is what is written.
WORDS = ["深圳", "大學", "生物", "創新 科技", "深圳 大學", "港", "research", "univers hong"]


@st.composite
def searches(draw, resource, rows, at):
    text = draw(st.sampled_from(WORDS))
    return "q", text, lambda row: plainly.is_found(row, text.split())


def kinds_of_filters(resource, rows, at):
    """The strategies for one filter of a resource."""
    found = [word_filters, place_filters, source_filters, count_filters, topic_filters, searches]
    if resource == "sources":
        found = [word_filters, count_filters, searches]
    else:
        found.append(role_filters)
    found += [date_filters] if DATES[resource] else []
    found += [reference_filters] if resource in REFERENCES else []
    found += [amount_filters] if resource in AMOUNTS else []
    return st.one_of([make(resource, rows, at) for make in found])


@st.composite
def questions(draw):
    resource = draw(st.sampled_from(sorted(DATES)))
    rows = plainly.rows_of(resource)
    at = draw(st.none() | st.sampled_from(["2012", "2016-06", "2018-06-15", "2023"]))
    filters, conditions = {}, []
    for name, value, condition in draw(st.lists(kinds_of_filters(resource, rows, at), max_size=3)):
        given = value if isinstance(value, dict) else {name: value}
        if not set(given) & set(filters):
            filters |= given
            conditions.append(condition)
    keys = ["id", "stage", "name", "statement_count", *DATES[resource]]
    signed = st.sampled_from([sign + key for key in keys for sign in ("", "-")])
    single = [*words_of(resource), *REFERENCES.get(resource, [])]
    return Question(
        resource,
        filters,
        conditions,
        at,
        draw(st.lists(signed, max_size=3)),
        draw(st.sampled_from([13, 30, 100])),
        draw(st.lists(st.sampled_from([*single, "topics"]), max_size=2, unique=True)),
        AMOUNTS.get(resource, []) if draw(st.booleans()) else [],
        draw(shapes(resource)),
    )


@st.composite
def shapes(draw, resource):
    """What is shown of a row: by `fields`, `omit` and `expand`."""
    shape = {
        "fields": draw(st.sampled_from([[], ["id"], ["id", "name.en", "stage"]])),
        "omit": draw(st.sampled_from([[], ["relations"], ["name.zh-Hant", "sources"]])),
        "expand": draw(st.sampled_from([[], ["statements"], *map(list, whole(resource))])),
    }
    return {name: paths for name, paths in shape.items() if paths}


def whole(resource):
    """The references of a resource that can be shown whole."""
    return [(name,) for name in REFERENCES.get(resource, ())]


def parameters(question):
    """The question as a query."""
    lists = {
        "ordering": question.ordering,
        "facets": question.facets,
        "aggregate": [f"{column}:sum" for column in question.sums],
    } | question.shape
    return (
        question.filters
        | {name: ",".join(values) for name, values in lists.items() if values}
        | ({"at": question.at} if question.at else {})
        | {"page_size": str(question.page_size)}
    )


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
        for row in plainly.rows_of(question.resource)
        if all(condition(row) for condition in question.conditions)
        and (not question.at or plainly.lived(row, question.at))
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
        return ids(plainly.sorted_by(wanted, question.ordering))
    words = question.filters["q"].split()
    best = plainly.sorted_by(wanted, [])
    best.sort(key=lambda row: met.index(row["id"]) if row["id"] in met else -1)
    is_named = [plainly.has_words(plainly.names_of(row), words) for row in best]
    assert is_named == sorted(is_named, reverse=True)
    return ids(best)


def assert_shape(row, question):
    """A row has what is wanted and nothing else, and what is expanded is whole."""
    fields, omitted, expanded = (question.shape.get(name, []) for name in SHAPE)
    record = plainly.RECORDS[row["id"]]
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
            said = sorted(each["id"] for each in plainly.said_of(record))
            assert question.at or ids(row[name]) == said
        else:
            assert (row[name] or {"id": None})["id"] == record[name]
            assert not row[name] or "external_ids" in row[name]


SHAPE = ("fields", "omit", "expand")


def assert_beside(page, question, wanted):
    """The facets and sums of a page are those of the whole list."""
    for name in question.facets:
        found = {bucket["value"]: bucket["count"] for bucket in page["facets"][name]}
        assert found == plainly.counted(wanted, lambda row, name=name: as_list(row[name]))
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
        assert found == plainly.summed(wanted, column)


def as_list(value):
    return value if isinstance(value, list) else [value]
