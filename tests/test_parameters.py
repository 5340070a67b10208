"""Tests for every parameter of every list."""

from collections import ChainMap

import pytest

from hkinno.openapi.parameters import ROLES
from tests import openapi_refs
from tests.list_endpoints import LISTS, for_each_list, ids
from tests.reference_model import SYMMETRIC

# Other tests cover the same code line by line; tracing these would nearly double their time.
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.untraced]


def parameters_of(client, name):
    """The parameters of a list, as the document describes them."""
    document = client.get("/api/schema/", {"format": "json"}).json()
    return openapi_refs.parameters_of(document, document["paths"][f"/api/v1/{name}/"]["get"])


def implied_parameters(parameters):
    """The lookups that the document explains once for all parameters."""
    names = {parameter["name"] for parameter in parameters}
    for parameter in parameters:
        name = parameter["name"]
        is_repeatable = parameter["schema"].get("type") == "array" and parameter.get(
            "explode", True
        )
        if is_repeatable and "__" not in name and f"{name}__unit" not in names:
            yield {"name": f"{name}__in"}
            if name in ROLES:
                yield {"name": f"{name}__isnull"}


def ordering_keys(client, name):
    """The values of `ordering` for a list, in both directions."""
    parameters = parameters_of(client, name)
    (keys,) = [item["schema"]["items"]["enum"] for item in parameters if item["name"] == "ordering"]
    return keys


@for_each_list
def test_every_parameter_finds_the_row_by_its_own_values(client, name):
    row = LISTS[name](full=True)
    record = client.get(f"/api/v1/{name}/{row.pk}/").json()

    parameters = parameters_of(client, name)
    queries = {
        parameter["name"]: query_for(parameter, record)
        for parameter in [*parameters, *implied_parameters(parameters)]
    }
    # No row is after or before itself, or necessarily existed at the time of the example.
    excluding = {key: queries.pop(key) for key in list(queries) if key.endswith(EXCLUDING)}
    filters = {key: queries.pop(key) for key in list(queries) if key not in NOT_FILTERS}
    together = [dict(ChainMap(*batch)) for batch in batched(filters.values(), FILTERS_PER_QUERY)]
    for query in [*queries.values(), *together]:
        response = client.get(f"/api/v1/{name}/", query)
        assert (query, response.status_code) == (query, 200)
        assert (query, record["id"] in ids(response)) == (query, True)
    for batch in batched(excluding.values(), FILTERS_PER_QUERY):
        query = dict(ChainMap(*batch))
        response = client.get(f"/api/v1/{name}/", query)
        assert (query, response.status_code) == (query, 200)


# A row that all filters of a query find is found by each of them.
FILTERS_PER_QUERY = 12
EXCLUDING = ("__gt", "__lt", "at")


def batched(queries, size):
    """Queries in groups of at most `size`."""
    queries = list(queries)
    return [queries[start : start + size] for start in range(0, len(queries), size)]


# The key of a record that a parameter filters by, if their names differ.
RECORD_KEYS = {
    "external_id": "external_ids",
    "newspaper_page": "page",
    "source": "sources",
    "line": "lines",
    "latitude": "coordinates",
    "longitude": "coordinates",
}


def query_for(parameter, record):
    """A query by a parameter, with others it requires, that finds the record."""
    name, _, lookup = parameter["name"].partition("__")
    if name == "q":
        return {name: search_text(record)}
    if name == "is_overdue":
        return {name: str(record[name]).lower()}
    if name not in NOT_FILTERS:
        value = filtered_value(name, record)
        if lookup == "isnull":
            return {parameter["name"]: "false" if value else "true"}
        if not value:
            return {f"{name}__isnull": "true"}
        has_unit = isinstance(value, dict) and "unit" in value
        unit = {f"{name}__unit": value["unit"]} if has_unit else {}
        return {parameter["name"]: unit.get(parameter["name"]) or first_of(name, value)} | unit
    chosen = {"fields": "id", "omit": "url", "relation_modality": "stated", "dates": "possible"}
    example = chosen.get(name) or parameter.get("example")
    if example is None:
        (example,) = parameter["schema"]["examples"]
    return {name: ",".join(example) if isinstance(example, list) else str(example)}


NOT_FILTERS = "format cursor page page_size ordering facets aggregate".split()
NOT_FILTERS += "fields omit expand at dates relation_modality bom coarse".split()


def search_text(record):
    """A query that finds a record: its own name, or that of a record it refers to."""
    references = [record.get(name) for name in ("programme", "indicator", "subject")]
    names = [row["name"] for row in [record, *references] if row and row.get("name")]
    return next(name["en"] for name in names if name["en"])


def filtered_value(name, record):
    """The value of a record that a parameter filters by."""
    direction = "in" if name.endswith("_of") or name == "programme" else "out"
    role = {"programme": "supports"}.get(name, name.removesuffix("_of").replace("_", "-"))
    related = [
        relation["record"]
        for relation in record.get("relations", ())
        if relation["role"] == role and (relation["direction"] == direction or role in SYMMETRIC)
    ]
    value = record.get(name) or record.get(RECORD_KEYS.get(name)) or related
    return None if isinstance(value, dict) and not any(value.values()) else value


def first_of(name, value):
    """The first string or number in a value, as a string."""
    while isinstance(value, dict | list):
        if isinstance(value, list):
            value = value[0]
        else:
            known = [key for key in (name, "id", "value", "zh-Hant", *value) if value.get(key)]
            value = value[known[0]]
    return str(value)


@for_each_list
def test_list_can_be_ordered_by_every_key_in_both_directions(client, name):
    LISTS[name].create_batch(3, full=True)

    keys = ordering_keys(client, name)
    for ordering in (keys, reversed(keys)):
        query = {"ordering": ",".join(ordering)}
        assert client.get(f"/api/v1/{name}/", query).status_code == 200


@for_each_list
def test_unknown_parameter_is_an_error(client, name):
    response = client.get(f"/api/v1/{name}/", {"created_by__password": "x"})

    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "created_by__password"


@for_each_list
def test_cursors_work_with_every_ordering_key(client, name):
    LISTS[name](full=True)
    LISTS[name]()
    keys = ordering_keys(client, name)
    ascending = [key for key in keys if key != "id" and not key.startswith("-")]

    for ordering in (",".join(ascending), ",".join(f"-{key}" for key in reversed(ascending))):
        query = {"ordering": ordering, "page_size": "100"}
        expected = ids(client.get(f"/api/v1/{name}/", query))
        page = client.get(f"/api/v1/{name}/", query | {"page_size": "1", "cursor": "*"})
        visited_ids = ids(page)
        while page.json()["next"]:
            page = client.get(page.json()["next"])
            visited_ids += ids(page)
        assert visited_ids == expected
