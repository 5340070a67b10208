"""Commas in the values of query parameters."""

from urllib.parse import quote

import pytest

from hkinno.openapi.parameters import ROLES
from hkinno.registry.rest.expand import record_viewsets
from tests.factories import InstitutionFactory, LabFactory

pytestmark = pytest.mark.django_db
NAME = "University of California, Los Angeles"


@pytest.fixture
def get(client):
    """Requests a list of institutions with a query string that is sent as it is."""

    def get_list(query):
        return client.get(f"/api/v1/institutions/?{query}")

    return get_list


@pytest.fixture
def universities():
    """A university with a comma in its name, and the two bodies named like the parts of it."""
    for id, name in [("ucla", NAME), ("uc", "University of California"), ("la", "Los Angeles")]:
        InstitutionFactory(id=id, name_zh=id, name_en=name)


def ids(response):
    assert response.status_code == 200, response.content
    return [row["id"] for row in response.json()["results"]]


def test_escaped_comma_belongs_to_the_value(get, universities):
    assert ids(get(f"name__in={quote(NAME)}")) == ["ucla"]
    assert ids(get(f"name={quote(NAME)}")) == ["ucla"]


def test_several_texts_are_given_by_repetition(get, universities):
    query = f"name__in={quote(NAME)}&name__in=Los+Angeles"

    assert ids(get(query)) == ["la", "ucla"]


def test_unescaped_comma_in_a_list_of_texts_is_ambiguous(get, universities):
    response = get("name__in=University+of+California,+Los+Angeles&aliases__in=a,b&stage__in=x,y")

    assert response.status_code == 400
    errors = response.json()["errors"]
    assert [error["parameter"] for error in errors] == ["name__in", "aliases__in"]
    assert errors[0]["detail"] == (
        "“name__in” has a comma that may be part of a value: write it as %2C, and repeat the "
        "parameter to give several values."
    )


def test_unescaped_comma_in_a_single_text_is_part_of_it(get, universities):
    assert ids(get("name=University+of+California,+Los+Angeles")) == ["ucla"]


@pytest.mark.parametrize("comma", [",", "%2C", "%2c"])
def test_comma_separates_values_that_have_none(get, universities, comma):
    assert ids(get(f"id__in=uc{comma}la")) == ["la", "uc"]
    assert ids(get(f"stage__in=active{comma}ended")) == ["la", "uc", "ucla"]


def test_links_to_pages_keep_escaped_commas(client, universities):
    InstitutionFactory(id="ucla-2", name_zh="另一所", name_en=NAME)

    page = client.get(f"/api/v1/institutions/?name__in={quote(NAME)}&page_size=1").json()
    assert page["next"].endswith(
        "name__in=University%20of%20California%2C%20Los%20Angeles&page_size=1&page=2"
    )
    assert ids(client.get(page["next"])) == ["ucla-2"]


def test_every_list_of_texts_accepts_an_escaped_comma(client):
    """Whatever has free text: no parameter may split it."""
    LabFactory()
    text_parameters = [
        (viewset, name)
        for viewset in record_viewsets()
        for name, filter_ in viewset.filterset_class.base_filters.items()
        if name.endswith("__in")
        and filter_.schema.get("maxLength") == 500
        and name.partition("__")[0] not in ROLES
    ]

    assert len({name for _viewset, name in text_parameters}) >= 8
    for viewset, name in text_parameters:
        address = f"/api/v1/{viewset.queryset.model.RESOURCE}/"
        assert client.get(f"{address}?{name}=a%2Cb&{name}=c").status_code == 200, name
        assert client.get(f"{address}?{name}=a,b").status_code == 400, name
