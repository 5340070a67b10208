"""Properties and identifiers that come with a query: what they rule out, and what they find."""

import pytest

from tests.factories import InstitutionFactory, LabFactory, PlaceFactory
from tests.matching.reconcile.service import matched

pytestmark = pytest.mark.django_db


def test_properties_rule_out_what_has_others(ask, hku):
    PlaceFactory(id="macao", name_zh="澳門", name_en="Macao")

    def found(pid, v):
        asked = {"query": "香港大學", "limit": 1, "properties": [{"pid": pid, "v": v}]}
        return matched(ask(queries={"q0": asked | {"type": "institutions"}}))

    assert found("place", "Hong Kong") == [("hku", True)]
    assert found("place", {"id": "hong-kong", "name": "x"}) == [("hku", True)]
    assert found("place", "澳門") == []
    assert found("place", "nowhere that is known") == [("hku", True)]
    assert found("kind", ["university"]) == [("hku", True)]
    assert found("kind", "大學") == [("hku", True)]
    assert found("kind", "company") == []
    assert found("kind", 5) == [("hku", True)]
    assert found("part_of", "香港大學") == [("hku", True)]
    assert found("website", "https://example.org") == [("hku", True)]


def test_a_property_that_is_given_twice_has_both_values(ask, hku):
    twice = [{"pid": "kind", "v": "university"}, {"pid": "kind", "v": "company"}]
    asked = {"query": "香港大學", "type": "institutions", "properties": twice}

    assert matched(ask(queries={"q0": asked})) == [("hku", True)]


def test_an_identifier_says_more_than_a_name(ask, hku):
    InstitutionFactory(id="other", name_zh="甲乙大學", external_ids={"ror": ["02zhqgq86"]})
    LabFactory(id="lab", name_zh="甲乙室", external_ids={"wikidata": ["Q1"]})

    def found(*properties, **asked):
        properties = [{"pid": f"external_ids.{pid}", "v": v} for pid, v in properties]
        return matched(ask(queries={"q0": asked | {"properties": properties}}))

    assert found(("wikidata", "http://www.wikidata.org/entity/Q1")) == [("lab", True)]
    assert found(("wikidata", "Q1"), query="香港大學") == [("lab", True)]
    assert found(("wikidata", "Q1"), query="香港大學", type="institutions", limit=1) == [
        ("hku", True)
    ]
    assert found(("ror", ["02zhqgq86"])) == [("hku", False), ("other", False)]
    assert found(("ror", "https://ror.org/02ZHQGQ86")) == [("hku", False), ("other", False)]
    assert found(("wikidata", "ror:02zhqgq86")) == []
    assert found(("ror", "x")) == []


def test_an_identifier_of_a_duplicate_means_nothing(ask, hku):
    InstitutionFactory(id="gone", merged_into=hku, external_ids={"wikidata": ["Q2"]})

    asked = {"properties": [{"pid": "external_ids.wikidata", "v": "Q2"}]}

    assert matched(ask(queries={"q0": asked})) == []
