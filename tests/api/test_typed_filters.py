"""Filters for text, identifiers, places and evidence."""

import pytest

from tests.factories import (
    FacilityFactory,
    InstitutionFactory,
    LabFactory,
    PlaceFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)

pytestmark = pytest.mark.django_db


def test_name_matches_either_language(ids):
    LabFactory(id="liver", name_zh="肝病實驗室", name_en="Liver Laboratory")
    LabFactory(id="other")

    assert ids("labs", name="肝病實驗室") == ["liver"]
    assert ids("labs", name="Liver Laboratory") == ["liver"]
    assert ids("labs", name="Liver") == []
    assert ids("labs", name__in=["肝病實驗室", "Name of other"]) == ["liver", "other"]
    assert ids("labs", name__startswith="Liver") == ["liver"]
    assert ids("labs", name__isnull="true") == []


def test_empty_or_long_text_is_an_error(errors):
    assert errors("labs", name="") == [("name", "invalid", None)]
    assert errors("labs", name="x" * 501) == [("name", "invalid", None)]


def test_aliases_and_focus_are_filters(ids):
    LabFactory(id="full", full=True)
    LabFactory(id="plain")

    assert ids("labs", aliases="KY") == ["full"]
    assert ids("labs", aliases__isnull="true", id__in="full,plain") == ["plain"]
    assert ids("labs", focus="肝病") == ["full"]
    assert ids("labs", focus__in=["liver disease", "none"]) == ["full"]


@pytest.mark.parametrize(
    "written",
    [
        "ror:02zhqgq86",
        "ROR:02ZHQGQ86",
        "02zhqgq86",
        "https://ror.org/02zhqgq86",
        "http://www.ror.org/02zhqgq86",
        "wikidata:Q15568",
        "q15568",
        "https://www.wikidata.org/wiki/Q15568",
        "http://www.wikidata.org/entity/Q15568",
        "isni:0000 0001 2174 2757",
        "https://isni.org/isni/0000000121742757",
        "000000012174275x",
        "grid.194645.b",
        "501100003803",
        "https://doi.org/10.13039/501100003803",
        "10.13039/501100003803",
    ],
)
def test_external_id_accepts_common_notations(ids, written):
    InstitutionFactory(
        id="hku",
        external_ids={
            "ror": ["02zhqgq86"],
            "wikidata": ["Q15568"],
            "isni": ["0000 0001 2174 2757", "0000 0001 2174 275X"],
            "grid": ["grid.194645.b"],
            "fundref": ["501100003803"],
        },
    )
    InstitutionFactory(id="other", external_ids={"ror": ["00q4vv597"]})
    InstitutionFactory(id="none")

    assert ids("institutions", external_id=written) == ["hku"]


def test_invalid_external_id_is_an_error(ids, errors):
    InstitutionFactory(id="none")

    assert errors("institutions", external_id="hku") == [("external_id", "invalid", None)]
    assert ids("institutions", external_id__isnull="true") == ["none"]


def test_place_includes_places_within_it_at_any_depth(ids):
    china = PlaceFactory(id="china")
    city = PlaceFactory(id="city", part_of=china)
    park = PlaceFactory(id="park", part_of=city)
    draft = PlaceFactory(id="draft", part_of=city, status="draft")
    FacilityFactory(id="in-park", place=park)
    FacilityFactory(id="in-draft", place=draft)
    FacilityFactory(id="nowhere")

    assert ids("facilities", place="china") == ["in-park"]
    assert ids("facilities", place__in="park") == ["in-park"]
    assert ids("facilities", place__isnull="true") == ["in-draft", "nowhere"]
    assert ids("places", place="china") == ["city", "park"]


def test_place_includes_the_members_of_a_cluster(ids):
    cluster, city = PlaceFactory(id="cluster"), PlaceFactory(id="city", part_of=None)
    hidden, park = PlaceFactory(id="hidden", status="draft"), FacilityFactory(id="park")
    for member in (city, hidden, park):
        RelationFactory(subject=cluster, role="member", object=member)
    FacilityFactory(id="in-city", place=city)
    FacilityFactory(id="in-district", place=PlaceFactory(id="district", part_of=city))
    FacilityFactory(id="hidden-too", place=hidden)

    assert ids("facilities", place="cluster") == ["in-city", "in-district", "park"]
    assert ids("places", place="cluster") == ["city", "district"]
    assert ids("places", place="city") == ["district"]


def test_place_tolerates_a_cycle_of_places(ids):
    one = PlaceFactory(id="one")
    other = PlaceFactory(id="other", part_of=one)
    type(one).objects.filter(pk="one").update(part_of=other)
    LabFactory(id="lab", place=one)

    assert ids("labs", place="other") == ["lab"]


def test_statement_count_and_last_confirmed_are_filters(ids):
    twice, once = LabFactory(id="twice"), LabFactory(id="once")
    LabFactory(id="never")
    printed = SourceFactory(published="2017", published_basis="printed")
    accessed = SourceFactory(accessed="2026-11-21")
    StatementFactory(subject=twice, source=printed)
    StatementFactory(subject=twice, source=accessed)
    StatementFactory(subject=once, source=SourceFactory())

    assert ids("labs", statement_count="2") == ["twice"]
    assert ids("labs", statement_count__lt="2") == ["never", "once"]
    assert ids("labs", last_confirmed="2026-11") == ["twice"]
    assert ids("labs", last_confirmed__lte="2025") == []
    assert ids("labs", last_confirmed__isnull="true") == ["never", "once"]


def test_statements_are_filtered_by_lines(ids):
    StatementFactory(id="a", full=True, first_line=206, last_line=208, also_lines=[[12, 13]])
    StatementFactory(id="b")

    assert ids("statements", line="207") == ["a"]
    assert ids("statements", line=["13", "500"]) == ["a"]
    assert ids("statements", line__in="14") == []
    assert ids("statements", line__gte="208", line__lte="300") == ["a"]
    assert ids("statements", line__gt="205") == ["a"]
    assert ids("statements", line__lt="208") == []
    assert ids("statements", line__isnull="true") == ["b"]


def test_statements_are_filtered_by_records_in_their_value(ids):
    InstitutionFactory(id="hku")
    StatementFactory(id="a", property="host", value={"id": "hku"})
    StatementFactory(id="b")

    assert ids("statements", refers_to="hku") == ["a"]
    assert ids("statements", refers_to__isnull="true") == ["b"]
