"""Reads the JSON-LD of a record as other programs do, without access to the network."""

from pyld import jsonld

SCHEMA = "https://schema.org/"
API = "http://testserver/api/v1"


def reject_remote_documents(url, options):
    raise AssertionError(f"{url} was requested")


def get_triples(client, url):
    """The JSON-LD document at a URL as lines of N-Quads."""
    document = client.get(f"{url}?format=jsonld").json()
    options = {"format": "application/n-quads", "documentLoader": reject_remote_documents}
    return jsonld.to_rdf(document, options).splitlines()


def get_expanded(client, url):
    """The JSON-LD document at a URL in expanded form."""
    response = client.get(f"{url}?format=jsonld")
    assert response["Content-Type"] == "application/ld+json"
    (entry,) = jsonld.expand(response.json(), {"documentLoader": reject_remote_documents})
    return entry


def values(node, name):
    return [value.get("@value", value.get("@id")) for value in node.get(SCHEMA + name, [])]
