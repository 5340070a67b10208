"""Narrowing a list: references and words of closed lists, nothing ignored."""

import pytest

from tests.factories import (
    AwardFactory,
    FacilityFactory,
    IndicatorFactory,
    InstitutionFactory,
    LabFactory,
    ObservationFactory,
    PlaceFactory,
    ProgrammeFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
    TargetFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hosted():
    """A lab of each of three institutions, and one without a host."""
    for host in ("hku", "cuhk", "polyu"):
        LabFactory(id=f"{host}-lab", host=InstitutionFactory(id=host))
    LabFactory(id="nobodys-lab")


def test_host_finds_the_labs_of_one_host(ids, hosted):
    assert ids("labs", host="hku") == ["hku-lab"]


def test_host_repeated_finds_labs_of_either_host(ids, hosted):
    assert ids("labs", host=["hku", "polyu"]) == ["hku-lab", "polyu-lab"]


def test_host_in_takes_a_list_with_commas(ids, hosted):
    assert ids("labs", host__in="hku,polyu") == ["hku-lab", "polyu-lab"]


def test_host_in_repeated_finds_what_any_of_the_lists_holds(ids, hosted):
    assert ids("labs", host__in=["hku,polyu", "cuhk"]) == ["cuhk-lab", "hku-lab", "polyu-lab"]


def test_different_parameters_must_all_hold(ids, hosted):
    assert ids("labs", host__in="hku,polyu", id__in="polyu-lab,cuhk-lab") == ["polyu-lab"]


def test_isnull_tells_labs_without_a_host_from_those_with_one(ids, hosted):
    assert ids("labs", host__isnull="true") == ["nobodys-lab"]
    assert ids("labs", host__isnull="false") == ["cuhk-lab", "hku-lab", "polyu-lab"]


def test_a_host_that_is_a_draft_is_null_for_the_filter_too(ids):
    LabFactory(id="secret-lab", host=InstitutionFactory(status="draft"))

    assert ids("labs", host__isnull="true") == ["secret-lab"]
    assert ids("labs", host__isnull="false") == []


def test_a_misspelt_host_is_refused_with_the_nearest(errors, hosted):
    assert errors("labs", host="cuhkk") == [("host", "invalid-choice", "cuhk")]


def test_a_draft_is_refused_like_what_does_not_exist(errors, hosted):
    InstitutionFactory(id="hkust", status="draft")

    assert errors("labs", host="hkust") == [("host", "invalid-choice", "hku")]


def test_a_record_of_another_resource_is_refused(errors, hosted):
    assert errors("labs", host="hku-lab") == [("host", "invalid-choice", "hku")]
    assert errors("labs", part_of="hku") == [("part_of", "invalid-choice", "hku-lab")]


def test_nothing_is_suggested_where_nothing_is_near(errors, hosted):
    assert errors("labs", host="zzzzzz") == [("host", "invalid-choice", None)]


def test_an_empty_reference_is_refused(errors, hosted):
    assert errors("labs", host="") == [("host", "invalid-choice", None)]


def test_the_kind_is_a_word_of_its_list(ids, errors):
    LabFactory(id="centre", kind="research-centre")
    LabFactory(id="partner")

    assert ids("labs", kind="research-centre") == ["centre"]
    assert ids("labs", kind__in="research-centre,joint-laboratory") == ["centre"]
    assert ids("labs", kind__isnull="true") == []
    assert errors("labs", kind="research-center") == [("kind", "invalid-choice", "research-centre")]


def test_every_fault_is_named_at_once(errors, hosted):
    assert errors("labs", kind__in="x,Joint-Laboratory", host="cuhkk") == [
        ("kind__in", "invalid-choice", None),
        ("kind__in", "invalid-choice", "joint-laboratory"),
        ("host", "invalid-choice", "cuhk"),
    ]


def test_isnull_is_true_or_false_once(errors):
    assert errors("labs", host__isnull="True") == [("host__isnull", "invalid-choice", "true")]
    assert errors("labs", host__isnull=["true", "false"]) == [
        ("host__isnull", "repeated-parameter", None)
    ]


def test_topics_finds_records_that_have_any_of_them(ids):
    LabFactory(id="both", topics=["robotics", "space"])
    LabFactory(id="neither", topics=["fintech"])
    LabFactory(id="none")

    assert ids("labs", topics="robotics") == ["both"]
    assert ids("labs", topics=["robotics", "fintech"]) == ["both", "neither"]
    assert ids("labs", topics__isnull="true") == ["none"]


def test_stage_keeps_plans_apart_from_what_is(ids):
    LabFactory(id="plan", stage="planned")
    LabFactory(id="lab")

    assert ids("labs", stage="active") == ["lab"]


def test_name_en_basis_finds_what_has_no_english_name_too(ids):
    TargetFactory(id="nameless")

    assert ids("targets", name_en_basis__isnull="true") == ["nameless"]


def test_place_and_part_of_find_what_lies_in_and_belongs_to(ids):
    whole = FacilityFactory(id="park", place=PlaceFactory(id="hong-kong"))
    FacilityFactory(id="building", part_of=whole)

    assert ids("facilities", place="hong-kong") == ["park"]
    assert ids("facilities", part_of="park") == ["building"]


def test_source_finds_what_a_source_says_something_of(ids):
    article, page = SourceFactory(id="article"), SourceFactory(id="page")
    both, one = LabFactory(id="both"), LabFactory(id="one")
    LabFactory(id="none")
    for lab, source in ((both, article), (both, page), (one, page)):
        StatementFactory(subject=lab, source=source)

    assert ids("labs", source="article") == ["both"]
    assert ids("labs", source=["article", "page"]) == ["both", "one"]
    assert ids("labs", source__in="article,page") == ["both", "one"]
    assert ids("labs", source__isnull="true") == ["none"]
    assert ids("labs", source__isnull="false") == ["both", "one"]


def test_ids_that_nothing_has_are_no_error(ids):
    LabFactory(id="lab")

    assert ids("labs", id__in="lab,never") == ["lab"]


def test_own_references_of_awards_targets_and_observations(ids):
    programme = ProgrammeFactory(id="innohk", administrator=InstitutionFactory(id="itc"))
    AwardFactory(id="award", programme=programme, funder=InstitutionFactory(id="government"))
    lab = LabFactory(id="lab")
    TargetFactory(id="target", subject=lab, programme=programme)
    total = ObservationFactory(id="total", indicator=IndicatorFactory(id="labs-counted"))
    ObservationFactory(id="part", of=total, context=programme, subject=lab)

    assert ids("programmes", administrator="itc") == ["innohk"]
    assert ids("awards", programme="innohk", funder="government") == ["award"]
    assert ids("targets", subject="lab", programme="innohk") == ["target"]
    assert ids("observations", indicator="labs-counted") == ["total"]
    assert ids("observations", of="total", context="innohk", subject="lab") == ["part"]


def test_statements_are_found_by_what_they_say_and_who_says_it(ids):
    lab, article = LabFactory(id="lab"), SourceFactory(id="article")
    StatementFactory(id="wanted", subject=lab, source=article, property="host")
    StatementFactory(id="other", property="exists", modality="planned")

    assert ids("statements", subject="lab", property="host", source="article") == ["wanted"]
    assert ids("statements", modality="planned") == ["other"]
    assert ids("statements", rank="normal") == ["other", "wanted"]


def test_relations_are_found_by_either_end_and_by_role(ids):
    lab, company = LabFactory(id="lab"), InstitutionFactory(id="tencent")
    RelationFactory(id="wanted", subject=lab, role="partner", object=company)
    RelationFactory(id="other")

    assert ids("relations", subject="lab", role="partner", object="tencent") == ["wanted"]
    assert ids("relations", role="post") == ["other"]


def test_the_nearest_is_found_among_many(errors):
    for number in range(20):
        InstitutionFactory(id=f"university-{number}")

    assert errors("labs", host="universitty-7") == [("host", "invalid-choice", "university-7")]


def test_every_id_that_nothing_has_is_named(client):
    InstitutionFactory(id="hku")
    InstitutionFactory(id="cuhk")

    errors = client.get("/api/v1/labs/", {"host": ["hkuu", "hku", "cuhkk"]}).json()["errors"]

    assert [each["suggestion"] for each in errors] == ["hku", "cuhk"]


def test_an_id_is_asked_for_among_many(client):
    (error,) = client.get("/api/v1/labs/", {"id": "lab"}).json()["errors"]

    assert error["suggestion"] == "id__in"
