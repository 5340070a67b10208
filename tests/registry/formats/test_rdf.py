"""RDF in every serialization has the triples of the JSON-LD."""

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse

from tests.factories import (
    FACTORIES,
    LabFactory,
)
from tests.registry.formats.jsonld_client import API, SCHEMA, get_triples

pytestmark = pytest.mark.django_db


def test_jsonld_has_rdf_triples(client):
    LabFactory(id="lab", name_en="Lab")

    lines = get_triples(client, "/api/v1/labs/lab/")

    this = f"<{API}/labs/lab/#this>"
    assert f'{this} <{SCHEMA}name> "Lab"@en .' in lines
    assert f"<{API}/labs/lab/> <{SCHEMA}mainEntity> {this} ." in lines


@pytest.mark.parametrize(
    ("format", "media_type"), [("turtle", "text/turtle"), ("ntriples", "application/n-triples")]
)
@pytest.mark.parametrize("resource", ["labs", "events", "sources"])
def test_rdf_has_the_triples_of_the_jsonld(client, resource, format, media_type):
    record = FACTORIES[resource](id="record", full=True)
    url = f"/api/v1/{resource}/{record.pk}/"
    document = client.get(f"{url}?format=jsonld").content

    by_format = client.get(url, {"format": format})
    by_header = client.get(url, headers={"accept": media_type})

    assert by_format["Content-Type"] == by_header["Content-Type"] == media_type
    assert by_format.content == by_header.content
    triples = canonical_triples(by_format.content, RdfFormat.from_media_type(media_type))
    assert triples == canonical_triples(document, RdfFormat.JSON_LD)


def canonical_triples(content, format):
    """The triples, with blank nodes numbered by what they are connected to."""
    dataset = Dataset(parse(content, format))
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)


def test_error_in_a_request_for_rdf_is_a_problem(client):
    response = client.get("/api/v1/labs/nothing/", headers={"accept": "text/turtle"})

    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
