"""Properties and identifiers in a query: which records they contradict or identify."""

import pytest

from tests.factories import InstitutionFactory, LabFactory, PlaceFactory
from tests.matching.reconcile.service import matches

pytestmark = pytest.mark.django_db


def test_properties_with_other_values_lower_the_score(post_form, hku):
    InstitutionFactory(id="club", name_zh="香港大學", name_en="HKU Club", kind="association")

    def candidates(*properties):
        properties = [{"pid": pid, "v": v} for pid, v in properties]
        query = {"query": "香港大學", "type": "institutions", "properties": properties}
        results = post_form(queries={"q0": query}).json()["q0"]["result"]
        return [(item["id"], item["match"], item["score"]) for item in results]

    assert {match for _id, match, _score in candidates()} == {False}
    assert candidates(("kind", "university")) == [("hku", True, 100), ("club", False, 52.5)]
    assert candidates(("kind", "company")) == [("club", False, 52.5), ("hku", False, 52.5)]


def test_nothing_is_chosen_instead_of_the_record_that_a_property_contradicts(post_form, hku):
    InstitutionFactory(id="club", name_zh="香港大學會", name_en="Club", kind="association")
    properties = [{"pid": "kind", "v": "association"}]
    query = {"query": "University of Hong Kong", "type": "institutions", "properties": properties}

    assert ("hku", False) in matches(post_form(queries={"q0": query}))
    assert True not in dict(matches(post_form(queries={"q0": query}))).values()


@pytest.mark.parametrize(
    "text",
    [
        "http://testserver/api/v1/labs/lab-of-one/",
        "https://hkinno.example/en/labs/lab-of-one/",
        " http://127.0.0.1:8000/zh-hant/labs/lab-of-one?x=1#top ",
        "lab-of-one",
        "old-lab",
    ],
)
def test_url_and_id_of_a_record_resolve(client, post_form, hku, text):
    lab = LabFactory(id="lab-of-one", name_zh="甲乙室")
    LabFactory(id="old-lab", merged_into=lab)
    body = {"texts": [{"text": text}, {"text": text, "resource": "people"}]}

    results = client.post("/api/v1/match/", body, content_type="application/json").json()["results"]
    query = {"query": text}

    assert matches(post_form(queries={"q0": query}))[0] == ("lab-of-one", True)
    assert [result["chosen"] for result in results] == ["lab-of-one", None]
    assert results[0]["candidates"][0]["matched_name"] == "甲乙室"


def test_name_takes_precedence_over_an_id(post_form, hku):
    LabFactory(id="hkbu", name_zh="甲乙室", name_en="Omega")
    InstitutionFactory(id="baptist", name_zh="浸大", name_en="HKBU")

    assert matches(post_form(queries={"q0": {"query": "hkbu"}}))[0] == ("baptist", True)


def test_properties_match_records_by_their_values(post_form, hku):
    PlaceFactory(id="macao", name_zh="澳門", name_en="Macao")

    def match(pid, v):
        query = {"query": "香港大學", "limit": 1, "properties": [{"pid": pid, "v": v}]}
        return matches(post_form(queries={"q0": query | {"type": "institutions"}}))

    assert match("place", "Hong Kong") == [("hku", True)]
    assert match("place", {"id": "hong-kong", "name": "x"}) == [("hku", True)]
    assert match("place", "澳門") == [("hku", False)]
    assert match("place", "nowhere that is known") == [("hku", True)]
    assert match("kind", ["university"]) == [("hku", True)]
    assert match("kind", "大學") == [("hku", True)]
    assert match("kind", "company") == [("hku", False)]
    assert match("kind", 5) == [("hku", True)]
    assert match("part_of", "香港大學") == [("hku", True)]
    assert match("website", "https://example.org") == [("hku", True)]


def test_repeated_property_accepts_either_value(post_form, hku):
    properties = [{"pid": "kind", "v": "university"}, {"pid": "kind", "v": "company"}]
    query = {"query": "香港大學", "type": "institutions", "properties": properties}

    assert matches(post_form(queries={"q0": query})) == [("hku", True)]


def test_identifier_takes_precedence_over_the_name(post_form, hku):
    InstitutionFactory(id="other", name_zh="甲乙大學", external_ids={"ror": ["02zhqgq86"]})
    LabFactory(id="lab", name_zh="甲乙室", external_ids={"wikidata": ["Q1"]})

    def match(*properties, **query):
        properties = [{"pid": f"external_ids.{pid}", "v": v} for pid, v in properties]
        return matches(post_form(queries={"q0": query | {"properties": properties}}))

    assert match(("wikidata", "http://www.wikidata.org/entity/Q1")) == [("lab", True)]
    assert match(("wikidata", "Q1"), query="香港大學") == [("lab", True)]
    assert match(("wikidata", "Q1"), query="香港大學", type="institutions", limit=1) == [
        ("hku", True)
    ]
    assert match(("ror", ["02zhqgq86"])) == [("hku", False), ("other", False)]
    assert match(("ror", "https://ror.org/02ZHQGQ86")) == [("hku", False), ("other", False)]
    assert match(("wikidata", "ror:02zhqgq86")) == []
    assert match(("ror", "x")) == []


def test_id_and_identifier_of_a_merged_duplicate_lead_to_the_survivor(post_form, hku):
    duplicate = InstitutionFactory(id="duplicate", name_zh="甲乙丙", name_en="Alpha", place=None)
    LabFactory(id="lab", name_zh="丁戊己室", host=hku)
    InstitutionFactory(id="other", name_zh="庚辛壬所", name_en="Omega")
    duplicate.external_ids = {"wikidata": ["Q2"]}
    duplicate.merged_into = hku
    duplicate.save()

    def match(pid, v, **query):
        query |= {"properties": [{"pid": pid, "v": v}], "limit": 1}
        return matches(post_form(queries={"q0": query}))

    assert match("external_ids.wikidata", "Q2") == [("hku", True)]
    assert match("host", "duplicate", query="丁戊己室") == [("lab", True)]
    assert match("host", {"id": "other"}, query="丁戊己室") == [("lab", False)]


@pytest.mark.parametrize("name", ["place", "Place", "地點", " place "])
def test_property_may_be_a_name_that_was_typed(post_form, hku, name):
    query = {"query": "香港大學", "properties": [{"pid": name, "v": "Beijing"}]}
    PlaceFactory(id="beijing", name_zh="北京", name_en="Beijing", kind="city")

    response = post_form(queries={"q0": query})

    assert ("hku", False) in matches(response)
