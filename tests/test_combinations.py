"""Random combinations of query parameters, compared with a reference model in plain Python.

Each query (`tests/query_strategies.py`) is sent to the API, and evaluated on the JSON of the
fixtures (`tests/reference_model.py`). Texts compare as in PostgreSQL by the collation C, that of
the service's own database.
"""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from tests import reference_model
from tests.query_strategies import list_queries, query_params

# Other tests cover the same code line by line; tracing these would nearly double their time.
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.untraced]


def get_json(client, address, query=None):
    response = client.get(address, query)
    assert response.status_code == 200, response.content.decode()
    return response.json()


def all_pages(client, address, query, link="next"):
    """The pages of a list, following its links."""
    page = get_json(client, address, query)
    pages = [page]
    while page[link]:
        page = get_json(client, page[link])
        pages.append(page)
    return pages


def ids(rows):
    return [row["id"] for row in rows]


@given(list_queries())
@settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_list_matches_the_reference_model(registry, list_query):
    expected_rows = [
        row
        for row in reference_model.rows_of(list_query.resource)
        if all(condition(row) for condition in list_query.conditions)
        and (not list_query.at or reference_model.is_valid_at(row, list_query.at))
    ]
    address, query = f"/api/v1/{list_query.resource}/", query_params(list_query)

    by_page = all_pages(registry, address, query)
    by_cursor = all_pages(registry, address, query | {"cursor": "*"})
    received = ids(row for page in by_page for row in page["results"])
    expected = in_order(expected_rows, list_query, received)

    assert received == expected
    assert ids(row for page in by_cursor for row in page["results"]) == expected
    if by_cursor[-1]["previous"]:
        back = all_pages(registry, by_cursor[-1]["previous"], None, "previous")
        received = [row for page in reversed(back) for row in page["results"]]
        assert ids(received + by_cursor[-1]["results"]) == expected
    for page in by_page + by_cursor:
        assert (page["count"], page["count_is_exact"]) == (len(expected), True)
        assert_summary(page, list_query, expected_rows)
        for row in page["results"]:
            assert_options(row, list_query)


def in_order(expected_rows, list_query, received):
    """The ids in the requested order; by default, searches rank matches of names first."""
    if "q" not in list_query.filters or list_query.ordering:
        return ids(reference_model.sorted_by(expected_rows, list_query.ordering))
    words = list_query.filters["q"].split()
    ranked = reference_model.sorted_by(expected_rows, [])
    ranked.sort(key=lambda row: received.index(row["id"]) if row["id"] in received else -1)
    is_named = [reference_model.has_words(reference_model.names_of(row), words) for row in ranked]
    assert is_named == sorted(is_named, reverse=True)
    return ids(ranked)


def assert_options(row, list_query):
    """Assert that a row has exactly the requested fields, and expanded records all of theirs."""
    fields, omit, expand = (list_query.options.get(name, []) for name in OPTIONS)
    record = reference_model.RECORDS[row["id"]]
    if fields:
        names = {path.split(".")[0] for path in [*fields, *expand]} - set(omit)
        assert set(row) == names
    assert not set(row) & set(omit)
    if "name" in row:
        names = {"zh-Hant": record.get("name_zh") or None, "en": record.get("name_en") or None}
        languages = ["en"] if "name.en" in fields or "name.zh-Hant" in omit else list(names)
        assert row["name"] == {language: names[language] for language in languages}
    for name in expand:
        if name == "statements":
            statement_ids = sorted(item["id"] for item in reference_model.statements_about(record))
            assert list_query.at or ids(row[name]) == statement_ids
        else:
            assert (row[name] or {"id": None})["id"] == record[name]
            assert not row[name] or "external_ids" in row[name]


OPTIONS = ("fields", "omit", "expand")


def assert_summary(page, list_query, expected_rows):
    """Assert that the facets and aggregates on a page are those of the whole list."""
    for name in list_query.facets:
        buckets = {bucket["value"]: bucket["count"] for bucket in page["facets"][name]}
        assert buckets == reference_model.count_values(
            expected_rows, lambda row, name=name: as_list(row[name])
        )
        if name != "topics":
            assert sum(buckets.values()) == page["count"]
    for column in list_query.aggregates:
        buckets = {
            (item["unit"], item["is_plan"]): (
                item["count"],
                item["left_out"],
                Decimal(item["sum"]) if item["sum"] else None,
            )
            for item in page["aggregates"][column]
        }
        assert buckets == reference_model.sum_values(expected_rows, column)


def as_list(value):
    return value if isinstance(value, list) else [value]
