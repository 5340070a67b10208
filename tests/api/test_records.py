"""The representation of a record."""

import pytest

from tests.api.record_summaries import AN_ARTICLE, API, ARTICLE, HKU, summary
from tests.factories import (
    IndicatorFactory,
    InstitutionFactory,
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


def test_lab_includes_its_host_relations_and_sources(client, skl):
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
        "name_zh_basis": "descriptive",
        "name_en_basis": "official",
        "aliases": [
            {
                "value": "SKLLR",
                "lang": "en",
                "type": "short",
                "since": "2012",
                "until": None,
                "basis": "common-usage",
            }
        ],
        "summary": {"zh-Hant": None, "en": "It studies the liver."},
        "topics": ["life-and-health"],
        "focus": [{"zh-Hant": "肝病", "en": "liver disease"}],
        "stage": "active",
        "stage_as_of": "2017",
        "stage_source": AN_ARTICLE,
        "is_overdue": False,
        "last_reviewed": None,
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
                "record": summary("institutions", "inst", "中", "Inst"),
                "title": None,
                "since": None,
                "until": None,
                "modality": "stated",
                "first_confirmed": None,
                "last_confirmed": None,
            },
            {
                "role": "post",
                "direction": "in",
                "record": summary("people", "somebody", "某", "Somebody"),
                "title": {"zh-Hant": "主任", "en": None},
                "since": "2018",
                "until": None,
                "modality": "stated",
                "first_confirmed": None,
                "last_confirmed": None,
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


def test_sources_of_a_record_are_unique_and_sorted(client, skl):
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


def test_last_confirmed_falls_back_to_the_access_date_of_an_undated_source(client, skl):
    StatementFactory(subject=skl, source=SourceFactory(accessed="2026-11-21"))
    StatementFactory(subject=skl, source=SourceFactory())

    assert client.get("/api/v1/labs/skl/").json()["last_confirmed"] == "2026-11-21"


def test_record_without_a_name_has_null_names(client):
    ObservationFactory(id="obs", indicator=IndicatorFactory(id="measure"))
    record = client.get("/api/v1/observations/obs/").json()

    assert record["name"] == {"zh-Hant": None, "en": None}
    assert record["name_en_basis"] is None


def test_target_has_a_statement_in_both_languages(client):
    TargetFactory(id="goal", programme=ProgrammeFactory(id="plan"))

    target = client.get("/api/v1/targets/goal/").json()

    assert target["statement"] == {"zh-Hant": "到時會有。", "en": "There will be one."}
    assert target["programme"]["id"] == "plan"


def test_indicator_has_a_definition_in_both_languages(client):
    IndicatorFactory(id="share", unit="")

    indicator = client.get("/api/v1/indicators/share/").json()

    assert indicator["definition"] == {"zh-Hant": "量度多少。", "en": "Measures how much."}
    assert indicator["unit"] is None


def test_coordinates_are_decimal_strings_or_null(client):
    PlaceFactory(id="here", latitude="22.30000", longitude="-114.17469")
    PlaceFactory(id="somewhere")
    PlaceFactory(id="far", latitude="10", longitude="100")

    places = client.get("/api/v1/places/", {"ordering": "id"}).json()["results"]

    assert [place["coordinates"] for place in places] == [
        {"latitude": "10", "longitude": "100"},
        {"latitude": "22.3", "longitude": "-114.17469"},
        None,
    ]


def test_source_has_its_original_url_besides_its_own(client):
    SourceFactory(id="page", url="https://example.org/page", accessed="2026-11-21")

    source = client.get("/api/v1/sources/page/").json()

    assert source["url"] == f"{API}/sources/page/"
    assert source["original_url"] == "https://example.org/page"
    assert source["accessed"] == "2026-11-21"
    assert source["published_basis"] is None


def test_links_start_with_public_url_if_it_is_set(client, settings, skl):
    settings.PUBLIC_URL = "https://hkinno.example"

    record = client.get("/api/v1/labs/").json()["results"][0]

    assert record["url"] == "https://hkinno.example/api/v1/labs/skl/"
    assert record["host"]["url"] == "https://hkinno.example/api/v1/institutions/hku/"
