"""A client that sends forms like OpenRefine, and a university to match."""

import json
from urllib.parse import urlencode

import pytest

from tests.factories import InstitutionFactory, PlaceFactory
from tests.matching.reconcile.service import FORM, URL


@pytest.fixture
def post_form(client):
    """Posts a form with JSON fields and returns the response."""

    def post(**fields):
        return client.post(URL, urlencode({k: json.dumps(v) for k, v in fields.items()}), FORM)

    return post


@pytest.fixture
def hku():
    hong_kong = PlaceFactory(id="hong-kong", name_zh="香港", name_en="Hong Kong", kind="city")
    return InstitutionFactory(
        id="hku",
        name_zh="香港大學",
        name_en="University of Hong Kong",
        kind="university",
        place=hong_kong,
        external_ids={"ror": ["02zhqgq86"]},
    )
