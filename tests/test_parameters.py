"""What holds of every parameter of every list, present and future."""

import pytest

from tests import openapi_refs
from tests.list_endpoints import LISTS, for_each_list, ids
from tests.reference_model import SYMMETRIC

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def parameters_of(client, name):
    """The parameters of a list, as the document describes them."""
    document = client.get("/api/schema/", {"format": "json"}).json()
    return openapi_refs.parameters_of(document, document["paths"][f"/api/v1/{name}/"]["get"])


def keys_of_ordering(client, name):
    """The keys by which a list can be ordered, each with and without its sign."""
    parameters = parameters_of(client, name)
    (keys,) = [each["schema"]["items"]["enum"] for each in parameters if each["name"] == "ordering"]
    return keys


@for_each_list
def test_every_parameter_of_a_list_finds_the_row_by_what_it_shows(client, name):
    row = LISTS[name](full=True)
    record = client.get(f"/api/v1/{name}/{row.pk}/").json()

    for parameter in parameters_of(client, name):
        query = question(parameter, record)
        response = client.get(f"/api/v1/{name}/", query)
        assert (query, response.status_code) == (query, 200)
        # No row is wholly after or before itself, and not each lasted at the time of the example.
        if not parameter["name"].endswith(("__gt", "__lt", "at")):
            assert (query, record["id"] in ids(response)) == (query, True)


# The key under which a record shows what a parameter asks for, where that has another name.
SHOWN_AS = {
    "external_id": "external_ids",
    "newspaper_page": "page",
    "source": "sources",
    "line": "lines",
    "latitude": "coordinates",
    "longitude": "coordinates",
}


def question(parameter, record):
    """A query by one parameter, and what that needs, that finds the record."""
    name, _, how = parameter["name"].partition("__")
    if name == "q":
        return {name: sought(record)}
    if name not in FILTERED_BY_NOTHING:
        shown = shown_under(name, record)
        if how == "isnull":
            return {parameter["name"]: "false" if shown else "true"}
        if not shown:
            return {f"{name}__isnull": "true"}
        has_unit = isinstance(shown, dict) and "unit" in shown
        unit = {f"{name}__unit": shown["unit"]} if has_unit else {}
        return {parameter["name"]: unit.get(parameter["name"]) or first_of(name, shown)} | unit
    example = parameter["example"]
    example = {"fields": "id", "omit": "url"}.get(name, example)
    return {name: ",".join(example) if isinstance(example, list) else str(example)}


FILTERED_BY_NOTHING = "format cursor page page_size ordering facets aggregate".split()
FILTERED_BY_NOTHING += "fields omit expand at".split()


def sought(record):
    """What a search finds a record by: its own name, or that of what it is of."""
    of = [record.get(name) for name in ("programme", "indicator", "subject")]
    named = [each["name"] for each in [record, *of] if each and each.get("name")]
    return next(name["en"] for name in named if name["en"])


def shown_under(name, record):
    """What a record shows of that which a parameter asks for."""
    direction = "in" if name.endswith("_of") or name == "programme" else "out"
    role = {"programme": "supports"}.get(name, name.removesuffix("_of").replace("_", "-"))
    joined = [
        each["record"]
        for each in record.get("relations", ())
        if each["role"] == role and (each["direction"] == direction or role in SYMMETRIC)
    ]
    value = record.get(name) or record.get(SHOWN_AS.get(name)) or joined
    return None if isinstance(value, dict) and not any(value.values()) else value


def first_of(name, shown):
    """The first text or number of what is shown."""
    while isinstance(shown, dict | list):
        if isinstance(shown, list):
            shown = shown[0]
        else:
            known = [key for key in (name, "id", "value", "zh-Hant", *shown) if shown.get(key)]
            shown = shown[known[0]]
    return str(shown)


@for_each_list
def test_every_key_of_ordering_orders_both_ways(client, name):
    LISTS[name].create_batch(3, full=True)

    for key in keys_of_ordering(client, name):
        assert client.get(f"/api/v1/{name}/", {"ordering": key}).status_code == 200


@for_each_list
def test_a_parameter_that_is_not_of_the_list_is_refused(client, name):
    response = client.get(f"/api/v1/{name}/", {"created_by__password": "x"})

    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "created_by__password"


@for_each_list
def test_every_key_of_ordering_can_be_walked_by_a_cursor(client, name):
    LISTS[name](full=True)
    LISTS[name]()
    keys = keys_of_ordering(client, name)
    forwards = [key for key in keys if key != "id" and not key.startswith("-")]

    for ordering in (",".join(forwards), ",".join(f"-{key}" for key in reversed(forwards))):
        query = {"ordering": ordering, "page_size": "100"}
        expected = ids(client.get(f"/api/v1/{name}/", query))
        page = client.get(f"/api/v1/{name}/", query | {"page_size": "1", "cursor": "*"})
        met = ids(page)
        while page.json()["next"]:
            page = client.get(page.json()["next"])
            met += ids(page)
        assert met == expected
