"""Random queries of a list: filters, time, ordering, page size, facets, aggregates and options."""

from typing import NamedTuple

from hypothesis import strategies as st

from tests import reference_model
from tests.filter_strategies import AMOUNTS, DATES, REFERENCES, choice_columns, list_filters


class ListQuery(NamedTuple):
    """A query of a list, with its filters also as conditions for a row in Python."""

    resource: str
    filters: dict
    conditions: list
    at: str | None
    ordering: list
    page_size: int
    facets: list
    aggregates: list
    options: dict


@st.composite
def list_queries(draw):
    resource = draw(st.sampled_from(sorted(DATES)))
    rows = reference_model.rows_of(resource)
    at = draw(st.none() | st.sampled_from(["2012", "2016-06", "2018-06-15", "2023"]))
    filters, conditions = {}, []
    for name, value, condition in draw(st.lists(list_filters(resource, rows, at), max_size=3)):
        params = value if isinstance(value, dict) else {name: value}
        if not set(params) & set(filters):
            filters |= params
            conditions.append(condition)
    keys = ["id", "stage", "name", "statement_count", *DATES[resource]]
    signed = st.sampled_from([sign + key for key in keys for sign in ("", "-")])
    single_valued = [*choice_columns(resource), *REFERENCES.get(resource, [])]
    return ListQuery(
        resource,
        filters,
        conditions,
        at,
        draw(st.lists(signed, max_size=3)),
        draw(st.sampled_from([13, 30, 100])),
        draw(st.lists(st.sampled_from([*single_valued, "topics"]), max_size=2, unique=True)),
        AMOUNTS.get(resource, []) if draw(st.booleans()) else [],
        draw(query_options(resource)),
    )


@st.composite
def query_options(draw, resource):
    """Values of `fields`, `omit` and `expand`."""
    options = {
        "fields": draw(st.sampled_from([[], ["id"], ["id", "name.en", "stage"]])),
        "omit": draw(st.sampled_from([[], ["relations"], ["name.zh-Hant", "sources"]])),
        "expand": draw(
            st.sampled_from([[], ["statements"], *map(list, expandable_references(resource))])
        ),
    }
    return {name: paths for name, paths in options.items() if paths}


def expandable_references(resource):
    """The references of a resource that can be expanded."""
    return [(name,) for name in REFERENCES.get(resource, ())]


def query_params(list_query):
    """The query as query parameters."""
    lists = {
        "ordering": list_query.ordering,
        "facets": list_query.facets,
        "aggregate": [f"{column}:sum" for column in list_query.aggregates],
    } | list_query.options
    return (
        list_query.filters
        | {name: ",".join(values) for name, values in lists.items() if values}
        | ({"at": list_query.at} if list_query.at else {})
        | {"page_size": str(list_query.page_size), "dates": "possible"}
    )
