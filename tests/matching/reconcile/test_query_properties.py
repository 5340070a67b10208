"""Properties and identifiers in a query: which records they exclude or identify."""

import pytest

from tests.factories import InstitutionFactory, LabFactory, PlaceFactory
from tests.matching.reconcile.service import matches

pytestmark = pytest.mark.django_db


def test_properties_exclude_records_with_other_values(post_form, hku):
    PlaceFactory(id="macao", name_zh="澳門", name_en="Macao")

    def match(pid, v):
        query = {"query": "香港大學", "limit": 1, "properties": [{"pid": pid, "v": v}]}
        return matches(post_form(queries={"q0": query | {"type": "institutions"}}))

    assert match("place", "Hong Kong") == [("hku", True)]
    assert match("place", {"id": "hong-kong", "name": "x"}) == [("hku", True)]
    assert match("place", "澳門") == []
    assert match("place", "nowhere that is known") == [("hku", True)]
    assert match("kind", ["university"]) == [("hku", True)]
    assert match("kind", "大學") == [("hku", True)]
    assert match("kind", "company") == []
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
    assert match("host", {"id": "other"}, query="丁戊己室") == []
