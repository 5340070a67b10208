"""Questions to a list, drawn at random: filters, time, order, size, facets, sums and shape."""

from typing import NamedTuple

from hypothesis import strategies as st

from tests import reference_model
from tests.conditions import AMOUNTS, DATES, REFERENCES, kinds_of_filters, words_of


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


@st.composite
def questions(draw):
    resource = draw(st.sampled_from(sorted(DATES)))
    rows = reference_model.rows_of(resource)
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
