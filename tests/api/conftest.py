"""Fixtures that query list endpoints, and records used in many tests."""

import re
from urllib.parse import unquote

import pytest
from django.test import Client

from hkinno.api.pagination.cursor import get_signer
from hkinno.registry.rest import conditional_requests, documents
from hkinno.registry.values.quantities import quantity
from tests.factories import (
    InstitutionFactory,
    LabFactory,
    PlaceFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
    alias,
)


@pytest.fixture(autouse=True)
def use_stored_documents(request):
    """Let the tests of the API read stored documents, but for those without a transaction."""
    marker = request.node.get_closest_marker("django_db")
    if marker and not marker.kwargs.get("transaction") and "registry" not in request.fixturenames:
        request.getfixturevalue("stored_documents")


class ComparingClient(Client):
    """Reads each page of the API in three ways, and fails unless all of them answer the same.

    From stored documents in a snapshot, as the test sees it; from the serializers alone; and as
    the service reads it, by statements that are kept, and without a snapshot.
    """

    def get(self, path, *args, **kwargs):
        response = super().get(path, *args, **kwargs)
        if response.status_code != 200 or response.streaming or not path.startswith("/api/v1/"):
            return response
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(documents, "may_store_documents", lambda: False)
            made = super().get(path, *args, **kwargs)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(conditional_requests, "may_cache_responses", lambda: True)
            served = super().get(path, *args, **kwargs)
        contents = [without_cursors(answer.content) for answer in (response, made, served)]
        assert contents[0] == contents[1] == contents[2]
        return response


def without_cursors(content):
    """The content with what its cursors hold, except the revision: a test is in a transaction."""

    def decode(match):
        cursor = get_signer().unsign_object(unquote(match[1].decode()))
        return str({name: value for name, value in cursor.items() if name != "revision"}).encode()

    return re.sub(rb"(?<=[?&]cursor=)([\w.%-]{20,})", decode, content)


COMPARED = {
    *("test_aggregates", "test_at", "test_cursors", "test_date_filters", "test_expand"),
    *(
        "test_facets",
        "test_lists",
        "test_overdue",
        "test_relation_filters",
        "test_search",
        "test_sparse_fields",
    ),
}


@pytest.fixture
def client(client, request):
    """The client of the test; in modules about what a page contains, one that compares."""
    counts_queries = "django_assert_num_queries" in request.fixturenames
    is_compared = request.module.__name__.rpartition(".")[2] in COMPARED and not counts_queries
    return ComparingClient() if is_compared else client


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
        aliases=[alias("SKLLR", since="2012")],
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
