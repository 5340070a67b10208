"""Fixtures that query list endpoints, and records used in many tests."""

import pytest

from hkinno.registry.values.quantities import quantity
from tests.factories import (
    InstitutionFactory,
    LabFactory,
    PlaceFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)


@pytest.fixture(autouse=True)
def use_stored_documents(request):
    """Let the tests of the API read stored documents, but for those without a transaction."""
    marker = request.node.get_closest_marker("django_db")
    if marker and not marker.kwargs.get("transaction") and "registry" not in request.fixturenames:
        request.getfixturevalue("stored_documents")


@pytest.fixture
def ids(client):
    """A function that returns the ids of the results of a list for some query parameters."""

    def get(path, **parameters):
        response = client.get(f"/api/v1/{path}/", parameters)
        assert response.status_code == 200, response.content
        return [row["id"] for row in response.json()["results"]]

    return get


@pytest.fixture
def errors(client):
    """A function that returns the errors of a request with invalid query parameters."""

    def get(path, **parameters):
        response = client.get(f"/api/v1/{path}/", parameters)
        assert response.status_code == 400
        assert response.json()["code"] == "invalid-parameter"
        return [
            (error["parameter"], error["code"], error["suggestion"])
            for error in response.json()["errors"]
        ]

    return get


@pytest.fixture
def hku():
    return InstitutionFactory(id="hku", name_zh="香港大學", name_en="The University of Hong Kong")


@pytest.fixture
def skl(hku):
    return LabFactory(
        id="skl",
        name_zh="肝病研究國家重點實驗室",
        name_en="State Key Laboratory of Liver Research",
        host=hku,
        topics=["life-and-health"],
        focus=[{"zh-Hant": "肝病", "en": "liver disease"}],
        aliases=[
            {
                "value": "SKLLR",
                "lang": "en",
                "type": "short",
                "since": "2012",
                "until": None,
                "basis": "common-usage",
            }
        ],
        summary_en="It studies the liver.",
        established="2012-06",
        budget=quantity({"value": "5", "unit": "HKD", "unit_basis": "inferred"}),
        external_ids={"ror": ["02zhqgq86"]},
    )


@pytest.fixture
def lab():
    """A lab with a host in a place, a partner, and a statement supported by an article."""
    place = PlaceFactory(id="pok-fu-lam", name_en="Pok Fu Lam")
    lab = LabFactory(id="lab", host=InstitutionFactory(id="hku", place=place))
    RelationFactory(subject=lab, role="partner", object=InstitutionFactory(id="tencent"))
    StatementFactory(id="said", subject=lab, source=SourceFactory(id="article"))
    return lab
