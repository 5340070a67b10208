"""JSON-LD of records, parsed by a JSON-LD processor without access to the network."""

import pytest
from pyld import jsonld

from hkinno.registry.formats.jsonld import build_quantity, build_value, describe_lines
from hkinno.registry.values.quantities import quantity
from tests.factories import (
    FACTORIES,
    InstitutionFactory,
    LabFactory,
    PlaceFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
    alias,
)
from tests.registry.formats.jsonld_client import (
    API,
    SCHEMA,
    get_expanded,
    reject_remote_documents,
    values,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("resource", FACTORIES)
def test_jsonld_of_every_resource_has_a_term_for_every_key(client, resource):
    """The processor drops keys without a term."""
    FACTORIES[resource](id="record", full=True)
    document = client.get(f"/api/v1/{resource}/record/?format=jsonld").json()

    (entry,) = jsonld.expand(document, {"documentLoader": reject_remote_documents})
    compacted = jsonld.compact(
        entry, document["@context"], {"documentLoader": reject_remote_documents}
    )

    assert set(compacted) == set(document)
    assert entry["@id"] == f"{API}/{resource}/record/"
    assert entry["@type"] == [f"{SCHEMA}CreativeWork"]
    assert [entity["@id"] for entity in entry[f"{SCHEMA}mainEntity"]] == [
        f"{API}/{resource}/record/#this"
    ]
    assert len(entry[f"{SCHEMA}isBasedOn"]) == len(entry[f"{SCHEMA}citation"]) == 2


def test_lab_has_names_with_languages_and_its_host(client):
    hku = InstitutionFactory(id="hku", name_zh="香港大學", name_en="HKU")
    LabFactory(
        id="skl",
        name_zh="實驗室",
        name_en="Lab",
        host=hku,
        established="2012-06",
        website="https://skl.example/",
        external_ids={"ror": ["02zhqgq86"], "isni": ["0000 0001 2174 2757"]},
        aliases=[alias("SKL")],
    )

    (lab,) = get_expanded(client, "/api/v1/labs/skl/")[f"{SCHEMA}mainEntity"]

    assert lab["@type"] == [f"{SCHEMA}ResearchOrganization"]
    assert lab[f"{SCHEMA}name"] == [
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
    (host,) = lab[f"{SCHEMA}parentOrganization"]
    assert host["@id"] == f"{API}/institutions/hku/#this"
    assert values(host, "name") == ["香港大學", "HKU"]


def test_entry_has_claims_with_the_lines_of_the_article(client):
    source = SourceFactory(id="article", name_zh="報道", name_en="Report")
    lab = LabFactory(id="lab")
    StatementFactory(id="claim", subject=lab, source=source, full=True, as_of=None)

    entry = get_expanded(client, "/api/v1/labs/lab/")

    (claim,) = entry[f"{SCHEMA}citation"]
    assert claim["@id"] == f"{API}/statements/claim/"
    assert claim["@type"] == [f"{SCHEMA}Claim"]
    assert values(claim, "about") == [f"{API}/labs/lab/#this"]
    assert values(claim, "text") == ["實驗室"]
    assert values(claim, "creativeWorkStatus") == ["planned, deprecated"]
    (passage,) = claim[f"{SCHEMA}isBasedOn"]
    assert values(passage, "isPartOf") == [f"{API}/sources/article/#this"]
    assert values(passage, "pagination") == ["lines 206-207"]
    assert values(entry, "license") == ["https://creativecommons.org/publicdomain/zero/1.0/"]
    lab.refresh_from_db()
    assert values(entry, "version") == [lab.version]


def test_place_is_contained_in_its_parent(client):
    PlaceFactory(id="park", part_of=PlaceFactory(id="city"), latitude="22.3", longitude="114.1")

    (place,) = get_expanded(client, "/api/v1/places/park/")[f"{SCHEMA}mainEntity"]

    assert values(place, "containedInPlace") == [f"{API}/places/city/#this"]
    assert place["@type"] == [f"{SCHEMA}City"]
    assert values(place[f"{SCHEMA}geo"][0], "latitude") == ["22.3"]


@pytest.mark.parametrize(
    ("stored", "expected"),
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
def test_quantity_is_an_amount_or_a_range(stored, expected):
    assert build_quantity(quantity(stored)) == expected


def test_jsonld_is_available_by_accept_header_for_details_only(client):
    LabFactory(id="lab")

    by_header = client.get("/api/v1/labs/lab/", headers={"accept": "application/ld+json"})

    assert by_header["Content-Type"] == "application/ld+json"
    assert client.get("/api/v1/labs/?format=jsonld").status_code == 400


def test_drafts_are_not_in_jsonld(client):
    host = InstitutionFactory(id="secret", name_en="Secret", status="draft")
    LabFactory(id="lab", host=host)

    assert b"Secret" not in client.get("/api/v1/labs/lab/?format=jsonld").content
    assert client.get("/api/v1/institutions/secret/?format=jsonld").status_code == 404


@pytest.mark.parametrize(
    ("name", "stored", "expected"),
    [
        ("host", {"id": "hku"}, {"@id": "https://hkinno.example/hku/#this"}),
        ("partner", {"id": "draft"}, "draft"),
        ("exists", True, True),
        ("edition", 3, 3),
        ("established", "2012-06", "2012-06"),
        ("stage", "active", "active"),
        ("name_en", "Lab", "Lab"),
        ("external_ids", {"id": "0", "scheme": "ror"}, "ror:0"),
        ("alias", {"value": "KY", "lang": "en"}, {"@value": "KY", "@language": "en"}),
        (
            "focus",
            {"zh-Hant": "肝", "en": "liver"},
            [{"@value": "肝", "@language": "zh-Hant"}, {"@value": "liver", "@language": "en"}],
        ),
        (
            "coordinates",
            {"latitude": "22", "longitude": "114"},
            {"@type": "GeoCoordinates", "latitude": "22", "longitude": "114"},
        ),
        (
            "budget",
            quantity({"value": "5", "unit": "HKD"}),
            {"@type": "MonetaryAmount", "currency": "HKD", "value": "5"},
        ),
    ],
)
def test_claim_contains_its_value(name, stored, expected):
    assert build_value(name, stored, {"hku": "https://hkinno.example/hku/"}) == expected


def test_single_line_is_called_a_line():
    assert (describe_lines([206, 206]), describe_lines([1, 2])) == ("line 206", "lines 1-2")


def test_claim_refers_to_the_record_in_its_value(client):
    lab = LabFactory(id="lab")
    InstitutionFactory(id="hku")
    StatementFactory(subject=lab, property="host", value={"id": "hku"})

    entry = get_expanded(client, "/api/v1/labs/lab/")

    (value,) = entry[f"{SCHEMA}citation"][0][f"{SCHEMA}mainEntity"]
    assert values(value, "propertyID") == ["host"]
    assert values(value, "value") == [f"{API}/institutions/hku/#this"]


def test_event_has_its_place_and_its_organiser(client):
    event = FACTORIES["events"](id="event", place=PlaceFactory(id="hong-kong"))
    host, venue = InstitutionFactory(id="hktdc"), FACTORIES["facilities"](id="centre")
    RelationFactory(subject=event, role="organiser", object=host)
    RelationFactory(subject=event, role="venue", object=venue)
    RelationFactory(subject=event, role="about", object=InstitutionFactory(id="hku"))

    (entity,) = get_expanded(client, "/api/v1/events/event/")[f"{SCHEMA}mainEntity"]

    assert values(entity, "organizer") == [f"{API}/institutions/hktdc/#this"]
    assert values(entity, "location") == [
        f"{API}/places/hong-kong/#this",
        f"{API}/facilities/centre/#this",
    ]
    assert f"{SCHEMA}about" not in entity


def test_article_has_its_publisher_authors_and_date(client):
    source = SourceFactory(id="article", full=True, byline="甲、乙")
    StatementFactory(subject=LabFactory(id="lab"), source=source)

    (entity,) = get_expanded(client, "/api/v1/sources/article/")[f"{SCHEMA}mainEntity"]
    (based_on,) = get_expanded(client, "/api/v1/labs/lab/")[f"{SCHEMA}isBasedOn"]

    for article in (entity, based_on):
        assert article["@type"] == [f"{SCHEMA}NewsArticle"]
        assert values(article[f"{SCHEMA}publisher"][0], "name") == [
            "香港文匯報",
            "Hong Kong Wen Wei Po",
        ]
        authors = [values(author, "name") for author in article[f"{SCHEMA}author"]]
        assert authors == [["甲"], ["乙"]]
        assert values(article, "datePublished") == ["2017"]
        assert values(article, "pagination") == ["A18"]
        assert values(article, "url") == ["https://example.org/article"]
