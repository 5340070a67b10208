"""What a record, a statement and a relation look like."""

import pytest

from hkinno.registry.quantities import quantity
from tests.factories import (
    IndicatorFactory,
    InstitutionFactory,
    LabFactory,
    ObservationFactory,
    PersonFactory,
    PlaceFactory,
    ProgrammeFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
    TargetFactory,
)

pytestmark = pytest.mark.django_db
API = "http://testserver/api/v1"
ARTICLE = {
    "id": "an-article",
    "name_zh": "港建國家級科創中心",
    "name_en": "Hong Kong to build a hub",
    "file": "000.txt",
    "published": "2017",
    "published_basis": "printed",
}


def brief(resource, key, zh, en):
    return {
        "id": key,
        "resource": resource,
        "url": f"{API}/{resource}/{key}/",
        "name": {"zh-Hant": zh, "en": en},
    }


HKU = brief("institutions", "hku", "香港大學", "The University of Hong Kong")
AN_ARTICLE = brief("sources", "an-article", "港建國家級科創中心", "Hong Kong to build a hub")
SKL = brief("labs", "skl", "肝病研究國家重點實驗室", "State Key Laboratory of Liver Research")


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
        aliases=[{"value": "SKLLR", "lang": "en", "type": "short", "since": "2012", "until": None}],
        summary_en="It studies the liver.",
        established="2012-06",
        budget=quantity({"value": "5", "unit": "HKD", "unit_basis": "inferred"}),
        external_ids={"ror": ["02zhqgq86"]},
    )


def test_a_lab_is_shown_with_its_host_its_relations_and_its_evidence(client, skl):
    statement = StatementFactory(subject=skl, source=SourceFactory(**ARTICLE))
    institution = InstitutionFactory(id="inst", name_zh="中", name_en="Inst")
    RelationFactory(subject=skl, role="partner", object=institution)
    person = PersonFactory(id="somebody", name_zh="某", name_en="Somebody")
    RelationFactory(subject=person, role="post", object=skl, title_zh="主任", since="2018")

    record = client.get("/api/v1/labs/skl/").json()

    skl.refresh_from_db()
    assert statement.subject_id == "skl"
    assert record == {
        "id": "skl",
        "resource": "labs",
        "url": f"{API}/labs/skl/",
        "name": {
            "zh-Hant": "肝病研究國家重點實驗室",
            "en": "State Key Laboratory of Liver Research",
        },
        "name_en_basis": "official",
        "aliases": [
            {"value": "SKLLR", "lang": "en", "type": "short", "since": "2012", "until": None}
        ],
        "summary": {"zh-Hant": None, "en": "It studies the liver."},
        "topics": ["life-and-health"],
        "focus": [{"zh-Hant": "肝病", "en": "liver disease"}],
        "stage": "active",
        "part_of": None,
        "place": None,
        "kind": "state-key-laboratory-partner",
        "host": HKU,
        "established": "2012-06",
        "closed": None,
        "budget": {
            "value": "5",
            "max": None,
            "unit": "HKD",
            "unit_basis": "inferred",
            "qualifier": "exact",
            "magnitude": None,
        },
        "relations": [
            {
                "role": "partner",
                "direction": "out",
                "record": brief("institutions", "inst", "中", "Inst"),
                "title": None,
                "since": None,
                "until": None,
            },
            {
                "role": "post",
                "direction": "in",
                "record": brief("people", "somebody", "某", "Somebody"),
                "title": {"zh-Hant": "主任", "en": None},
                "since": "2018",
                "until": None,
            },
        ],
        "website": None,
        "external_ids": {"ror": ["02zhqgq86"]},
        "sources": [AN_ARTICLE],
        "statement_count": 1,
        "last_confirmed": "2017",
        "merged_into": None,
        "created_at": skl.created_at.isoformat().replace("+00:00", "Z"),
        "updated_at": skl.updated_at.isoformat().replace("+00:00", "Z"),
    }


def test_a_statement_is_shown_with_its_lines_and_its_source(client, skl):
    StatementFactory(
        id="skl.host.an-article.206",
        subject=skl,
        property="host",
        value={"id": "hku"},
        source=SourceFactory(**ARTICLE),
        printed="香港大學",
        first_line=206,
        last_line=207,
        also_lines=[[12, 13]],
        as_of="2017",
        note="Printed in a table.",
    )

    statement = client.get("/api/v1/statements/skl.host.an-article.206/").json()

    assert statement == {
        "id": "skl.host.an-article.206",
        "url": f"{API}/statements/skl.host.an-article.206/",
        "subject": SKL,
        "property": "host",
        "value": {"id": "hku"},
        "printed": "香港大學",
        "lines": [206, 207],
        "also_lines": [[12, 13]],
        "source": AN_ARTICLE | {"file": "000.txt"},
        "modality": "stated",
        "as_of": "2017",
        "rank": "normal",
        "rank_reason": None,
        "note": "Printed in a table.",
    }


def test_a_statement_without_lines_has_null_for_them(client, skl):
    StatementFactory(id="a.b", subject=skl)

    statement = client.get("/api/v1/statements/a.b/").json()

    assert (statement["lines"], statement["printed"]) == (None, None)


def test_a_relation_is_shown_with_both_of_its_records(client, skl, hku):
    RelationFactory(id="skl.partner.hku", subject=skl, role="partner", object=hku, since="2012")

    assert client.get("/api/v1/relations/skl.partner.hku/").json() == {
        "id": "skl.partner.hku",
        "url": f"{API}/relations/skl.partner.hku/",
        "subject": SKL,
        "role": "partner",
        "object": HKU,
        "title": None,
        "since": "2012",
        "until": None,
    }


def test_sources_of_a_record_are_named_once_and_sorted(client, skl):
    for key in ("b", "a"):
        StatementFactory.create_batch(2, subject=skl, source=SourceFactory(id=key))

    record = client.get("/api/v1/labs/skl/").json()

    assert [source["id"] for source in record["sources"]] == ["a", "b"]
    assert record["statement_count"] == 4


@pytest.mark.parametrize(
    ("dates", "latest"),
    [
        (["2017", "2018-06"], "2018-06"),
        (["2018", "2018-06"], "2018-06"),
        (["2018", "2018-01"], "2018"),
        (["2018", "../2019"], "2018"),
        (["2012/..", "2012/2014"], "2012/.."),
    ],
)
def test_last_confirmed_is_the_latest_date_of_the_sources(client, skl, dates, latest):
    for date in dates:
        source = SourceFactory(published=date, published_basis="printed", accessed="2026-11-21")
        StatementFactory(subject=skl, source=source)

    assert client.get("/api/v1/labs/skl/").json()["last_confirmed"] == latest


def test_a_source_that_is_not_dated_confirms_on_the_day_we_looked_at_it(client, skl):
    StatementFactory(subject=skl, source=SourceFactory(accessed="2026-11-21"))
    StatementFactory(subject=skl, source=SourceFactory())

    assert client.get("/api/v1/labs/skl/").json()["last_confirmed"] == "2026-11-21"


def test_a_statement_that_names_a_draft_is_not_shown(client, skl):
    InstitutionFactory(id="secret", status="draft")
    StatementFactory(id="shown", subject=skl, property="host", value={"id": "hku"})
    StatementFactory(id="hidden", subject=skl, property="host", value={"id": "secret"})

    statements = client.get("/api/v1/statements/").json()["results"]

    assert [statement["id"] for statement in statements] == ["shown"]
    assert client.get("/api/v1/statements/hidden/").status_code == 404
    assert client.get("/api/v1/labs/skl/").json()["statement_count"] == 1


def test_statements_of_drafts_and_by_drafts_are_not_shown(client, skl):
    StatementFactory(id="of-a-draft", subject=LabFactory(status="draft"))
    StatementFactory(id="by-a-draft", subject=skl, source=SourceFactory(status="draft"))
    StatementFactory(id="shown", subject=skl)

    statements = client.get("/api/v1/statements/").json()

    assert statements["count"] == 1
    assert [statement["id"] for statement in statements["results"]] == ["shown"]
    assert client.get("/api/v1/statements/of-a-draft/").status_code == 404
    assert client.get("/api/v1/statements/by-a-draft/").status_code == 404


def test_relations_from_and_to_drafts_are_not_shown(client, skl, hku):
    RelationFactory(id="from", subject=LabFactory(status="draft"), role="partner", object=hku)
    RelationFactory(id="to", subject=skl, role="partner", object=InstitutionFactory(status="draft"))
    RelationFactory(id="shown", subject=skl, role="partner", object=hku)

    relations = client.get("/api/v1/relations/").json()

    assert relations["count"] == 1
    assert [relation["id"] for relation in relations["results"]] == ["shown"]
    assert client.get("/api/v1/relations/from/").status_code == 404
    assert client.get("/api/v1/relations/to/").status_code == 404


def test_a_record_without_a_name_has_nulls_for_it(client):
    ObservationFactory(id="obs", indicator=IndicatorFactory(id="measure"))
    whole = client.get("/api/v1/observations/obs/").json()

    assert whole["name"] == {"zh-Hant": None, "en": None}
    assert whole["name_en_basis"] is None


def test_a_target_is_stated_in_both_languages(client):
    TargetFactory(id="goal", programme=ProgrammeFactory(id="plan"))

    target = client.get("/api/v1/targets/goal/").json()

    assert target["statement"] == {"zh-Hant": "到時會有。", "en": "There will be one."}
    assert target["programme"]["id"] == "plan"


def test_an_indicator_is_defined_in_both_languages(client):
    IndicatorFactory(id="share", unit="")

    indicator = client.get("/api/v1/indicators/share/").json()

    assert indicator["definition"] == {"zh-Hant": "量度多少。", "en": "Measures how much."}
    assert indicator["unit"] is None


def test_coordinates_are_decimals_in_text_or_null(client):
    PlaceFactory(id="here", latitude="22.30000", longitude="-114.17469")
    PlaceFactory(id="somewhere")
    PlaceFactory(id="far", latitude="10", longitude="100")

    places = client.get("/api/v1/places/", {"ordering": "id"}).json()["results"]

    assert [place["coordinates"] for place in places] == [
        {"latitude": "10", "longitude": "100"},
        {"latitude": "22.3", "longitude": "-114.17469"},
        None,
    ]


def test_a_source_says_where_its_original_is_beside_its_own_address(client):
    SourceFactory(id="page", url="https://example.org/page", accessed="2026-11-21")

    source = client.get("/api/v1/sources/page/").json()

    assert source["url"] == f"{API}/sources/page/"
    assert source["original_url"] == "https://example.org/page"
    assert source["accessed"] == "2026-11-21"
    assert source["published_basis"] is None


def test_links_begin_with_the_public_url_where_it_is_set(client, settings, skl):
    settings.PUBLIC_URL = "https://hkinno.example"

    found = client.get("/api/v1/labs/").json()["results"][0]

    assert found["url"] == "https://hkinno.example/api/v1/labs/skl/"
    assert found["host"]["url"] == "https://hkinno.example/api/v1/institutions/hku/"
