"""JSON-LD of records, read by a JSON-LD processor that may load nothing from anywhere."""

import pytest
from pyld import jsonld

from hkinno.registry.formats.jsonld import build_quantity
from hkinno.registry.values.quantities import quantity
from tests.factories import (
    FACTORIES,
    InstitutionFactory,
    LabFactory,
    PlaceFactory,
    SourceFactory,
    StatementFactory,
)

pytestmark = pytest.mark.django_db
S = "https://schema.org/"
API = "http://testserver/api/v1"


def nothing_is_loaded(url, options):
    raise AssertionError(f"{url} was asked for")


def expanded(client, address):
    """The entry at an address with every term written out, by the processor."""
    response = client.get(f"{address}?format=jsonld")
    assert response["Content-Type"] == "application/ld+json"
    (entry,) = jsonld.expand(response.json(), {"documentLoader": nothing_is_loaded})
    return entry


def values(node, name):
    return [each.get("@value", each.get("@id")) for each in node.get(S + name, [])]


def triples(client, address):
    """What a machine reads, as lines of N-Quads."""
    document = client.get(f"{address}?format=jsonld").json()
    options = {"format": "application/n-quads", "documentLoader": nothing_is_loaded}
    return jsonld.to_rdf(document, options).splitlines()


@pytest.mark.parametrize("resource", FACTORIES)
def test_every_record_is_linked_data_that_loses_no_key(client, resource):
    """A key that has no meaning would be dropped in silence; safe mode refuses it."""
    FACTORIES[resource](id="record", full=True)
    document = client.get(f"/api/v1/{resource}/record/?format=jsonld").json()

    (entry,) = jsonld.expand(document, {"documentLoader": nothing_is_loaded})
    again = jsonld.compact(entry, document["@context"], {"documentLoader": nothing_is_loaded})

    assert set(again) == set(document)
    assert entry["@id"] == f"{API}/{resource}/record/"
    assert entry["@type"] == [f"{S}CreativeWork"]
    assert [each["@id"] for each in entry[f"{S}mainEntity"]] == [f"{API}/{resource}/record/#this"]
    assert len(entry[f"{S}isBasedOn"]) == len(entry[f"{S}citation"]) == 2


def test_a_lab_has_its_names_with_their_languages_and_its_host(client):
    hku = InstitutionFactory(id="hku", name_zh="香港大學", name_en="HKU")
    LabFactory(
        id="skl",
        name_zh="實驗室",
        name_en="Lab",
        host=hku,
        established="2012-06",
        website="https://skl.example/",
        external_ids={"ror": ["02zhqgq86"], "isni": ["0000 0001 2174 2757"]},
        aliases=[{"value": "SKL", "lang": "en", "type": "short", "since": None, "until": None}],
    )

    (lab,) = expanded(client, "/api/v1/labs/skl/")[f"{S}mainEntity"]

    assert lab["@type"] == [f"{S}ResearchOrganization"]
    assert lab[f"{S}name"] == [
        {"@value": "實驗室", "@language": "zh-hant"},  # tags have no case
        {"@value": "Lab", "@language": "en"},
    ]
    assert values(lab, "alternateName") == ["SKL"]
    assert values(lab, "foundingDate") == ["2012-06"]
    assert values(lab, "url") == ["https://skl.example/"]
    assert values(lab, "sameAs") == [
        "https://ror.org/02zhqgq86",
        "https://isni.org/isni/0000000121742757",
    ]
    (host,) = lab[f"{S}parentOrganization"]
    assert host["@id"] == f"{API}/institutions/hku/#this"
    assert values(host, "name") == ["香港大學", "HKU"]


def test_an_entry_says_which_article_says_what_in_which_lines(client):
    source = SourceFactory(id="article", name_zh="報道", name_en="Report")
    lab = LabFactory(id="lab")
    StatementFactory(id="said", subject=lab, source=source, full=True, as_of=None)

    entry = expanded(client, "/api/v1/labs/lab/")

    (claim,) = entry[f"{S}citation"]
    assert claim["@id"] == f"{API}/statements/said/"
    assert claim["@type"] == [f"{S}Claim"]
    assert values(claim, "about") == [f"{API}/labs/lab/#this"]
    assert values(claim, "text") == ["實驗室"]
    assert values(claim, "creativeWorkStatus") == ["planned, deprecated"]
    (based_on,) = claim[f"{S}isBasedOn"]
    assert based_on["@id"] == f"{API}/sources/article/#this"
    assert values(based_on, "pagination") == ["lines 206-207"]
    assert values(entry, "license") == ["https://creativecommons.org/publicdomain/zero/1.0/"]
    lab.refresh_from_db()
    assert values(entry, "version") == [lab.version]


def test_machines_read_triples(client):
    LabFactory(id="lab", name_en="Lab")

    lines = triples(client, "/api/v1/labs/lab/")

    this = f"<{API}/labs/lab/#this>"
    assert f'{this} <{S}name> "Lab"@en .' in lines
    assert f"<{API}/labs/lab/> <{S}mainEntity> {this} ." in lines


def test_a_part_says_of_which_whole_in_the_words_of_its_kind(client):
    PlaceFactory(id="park", part_of=PlaceFactory(id="city"), latitude="22.3", longitude="114.1")

    (place,) = expanded(client, "/api/v1/places/park/")[f"{S}mainEntity"]

    assert values(place, "containedInPlace") == [f"{API}/places/city/#this"]
    assert place["@type"] == [f"{S}City"]
    assert values(place[f"{S}geo"][0], "latitude") == ["22.3"]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (
            {"value": "5", "unit": "HKD"},
            {"@type": "MonetaryAmount", "currency": "HKD", "value": "5"},
        ),
        (
            {"value": "50", "max": "100", "unit": "companies", "qualifier": "about"},
            {
                "@type": "QuantitativeValue",
                "unitText": "companies",
                "minValue": "50",
                "maxValue": "100",
                "description": "about",
            },
        ),
    ],
)
def test_a_quantity_is_an_amount_or_a_range(given, shown):
    assert build_quantity(quantity(given)) == shown


def test_linked_data_is_of_one_record_and_can_be_asked_for_by_accept(client):
    LabFactory(id="lab")

    by_header = client.get("/api/v1/labs/lab/", headers={"accept": "application/ld+json"})

    assert by_header["Content-Type"] == "application/ld+json"
    assert client.get("/api/v1/labs/?format=jsonld").status_code == 400


def test_a_draft_is_no_part_of_linked_data(client):
    host = InstitutionFactory(id="secret", name_en="Secret", status="draft")
    LabFactory(id="lab", host=host)

    assert b"Secret" not in client.get("/api/v1/labs/lab/?format=jsonld").content
    assert client.get("/api/v1/institutions/secret/?format=jsonld").status_code == 404
