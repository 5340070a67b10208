"""Parameters that ask for a text, an identifier, a place, or for the evidence of a record."""

import pytest

from tests.factories import (
    FacilityFactory,
    InstitutionFactory,
    LabFactory,
    PlaceFactory,
    SourceFactory,
    StatementFactory,
)

pytestmark = pytest.mark.django_db


def test_a_name_is_found_in_either_language(ids):
    LabFactory(id="liver", name_zh="肝病實驗室", name_en="Liver Laboratory")
    LabFactory(id="other")

    assert ids("labs", name="肝病實驗室") == ["liver"]
    assert ids("labs", name="Liver Laboratory") == ["liver"]
    assert ids("labs", name="Liver") == []
    assert ids("labs", name__in="肝病實驗室,Name of other") == ["liver", "other"]
    assert ids("labs", name__startswith="Liver") == ["liver"]
    assert ids("labs", name__isnull="true") == []


def test_an_empty_text_is_refused(errors):
    assert errors("labs", name="") == [("name", "invalid", None)]
    assert errors("labs", name="x" * 501) == [("name", "invalid", None)]


def test_other_names_and_fields_of_work_are_found(ids):
    LabFactory(id="full", full=True)
    LabFactory(id="plain")

    assert ids("labs", aliases="KY") == ["full"]
    assert ids("labs", aliases__isnull="true", id__in="full,plain") == ["plain"]
    assert ids("labs", focus="肝病") == ["full"]
    assert ids("labs", focus__in="liver disease,none") == ["full"]


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
def test_an_identifier_is_found_as_a_client_has_it(ids, written):
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


def test_what_is_no_identifier_is_refused(ids, errors):
    InstitutionFactory(id="none")

    assert errors("institutions", external_id="hku") == [("external_id", "invalid", None)]
    assert ids("institutions", external_id__isnull="true") == ["none"]


def test_place_finds_what_lies_in_it_at_any_depth(ids):
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


def test_a_circle_of_places_has_an_end(ids):
    one = PlaceFactory(id="one")
    other = PlaceFactory(id="other", part_of=one)
    type(one).objects.filter(pk="one").update(part_of=other)
    LabFactory(id="lab", place=one)

    assert ids("labs", place="other") == ["lab"]


def test_evidence_is_counted_and_dated(ids):
    twice, once = LabFactory(id="twice"), LabFactory(id="once")
    LabFactory(id="never")
    printed = SourceFactory(published="2017", published_basis="printed")
    looked_at = SourceFactory(accessed="2026-11-21")
    StatementFactory(subject=twice, source=printed)
    StatementFactory(subject=twice, source=looked_at)
    StatementFactory(subject=once, source=SourceFactory())

    assert ids("labs", statement_count="2") == ["twice"]
    assert ids("labs", statement_count__lt="2") == ["never", "once"]
    assert ids("labs", last_confirmed="2026-11") == ["twice"]
    assert ids("labs", last_confirmed__lte="2025") == []
    assert ids("labs", last_confirmed__isnull="true") == ["never", "once"]


def test_statements_are_found_by_their_lines(ids):
    StatementFactory(id="a", full=True, first_line=206, last_line=208, also_lines=[[12, 13]])
    StatementFactory(id="b")

    assert ids("statements", line="207") == ["a"]
    assert ids("statements", line=["13", "500"]) == ["a"]
    assert ids("statements", line__in="14") == []
    assert ids("statements", line__gte="208", line__lte="300") == ["a"]
    assert ids("statements", line__gt="205") == ["a"]
    assert ids("statements", line__lt="208") == []
    assert ids("statements", line__isnull="true") == ["b"]


def test_statements_are_found_by_what_their_value_refers_to(ids):
    InstitutionFactory(id="hku")
    StatementFactory(id="a", property="host", value={"id": "hku"})
    StatementFactory(id="b")

    assert ids("statements", refers_to="hku") == ["a"]
    assert ids("statements", refers_to__isnull="true") == ["b"]
