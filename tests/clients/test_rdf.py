"""Linked data, read by rdflib."""

import warnings

import pytest
import rdflib
from rdflib import RDF

# Of rdflib, about its own classes.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
SCHEMA = rdflib.Namespace("https://schema.org/")
FORMATS = {"jsonld": "json-ld", "turtle": "turtle", "ntriples": "nt"}


@pytest.fixture(scope="session")
def graphs(api):
    """The graph of a record in each format."""
    url = f"{api}labs/skl-liver-research/"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {
            name: rdflib.Graph().parse(f"{url}?format={name}", format=parser)
            for name, parser in FORMATS.items()
        }


def test_all_formats_have_the_same_number_of_triples(graphs):
    assert len({len(graph) for graph in graphs.values()}) == 1


@pytest.mark.parametrize("name", FORMATS)
def test_every_claim_has_a_value_and_its_source_is_a_dated_article(graphs, name):
    graph = graphs[name]
    claims = list(graph.subjects(RDF.type, SCHEMA.Claim))
    article = next(graph.subjects(RDF.type, SCHEMA.NewsArticle))

    assert claims
    for claim in claims:
        assert list(graph.objects(claim, SCHEMA.mainEntity / SCHEMA.value))
    assert str(graph.value(article, SCHEMA.datePublished)) == "2017-02-17"
    assert list(graph.objects(article, SCHEMA.publisher / SCHEMA.name))
    assert list(graph.objects(article, SCHEMA.author / SCHEMA.name))


def test_turtle_is_selected_by_accept(api):
    graph = rdflib.Graph().parse(f"{api}events/innotech-expo-2016/", format="turtle")

    event = next(graph.subjects(RDF.type, SCHEMA.ExhibitionEvent))
    assert list(graph.objects(event, SCHEMA.organizer))
    assert list(graph.objects(event, SCHEMA.location))
