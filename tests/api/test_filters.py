"""Filters for references and choices."""

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
    """One lab each for three institutions, and one without a host."""
    for host in ("hku", "cuhk", "polyu"):
        LabFactory(id=f"{host}-lab", host=InstitutionFactory(id=host))
    LabFactory(id="nobodys-lab")


def test_host_selects_the_labs_of_a_host(ids, hosted):
    assert ids("labs", host="hku") == ["hku-lab"]


def test_repeated_host_selects_labs_of_either_host(ids, hosted):
    assert ids("labs", host=["hku", "polyu"]) == ["hku-lab", "polyu-lab"]


def test_host_in_accepts_a_comma_separated_list(ids, hosted):
    assert ids("labs", host__in="hku,polyu") == ["hku-lab", "polyu-lab"]


def test_repeated_host_in_selects_labs_of_any_of_the_lists(ids, hosted):
    assert ids("labs", host__in=["hku,polyu", "cuhk"]) == ["cuhk-lab", "hku-lab", "polyu-lab"]


def test_different_parameters_are_combined_with_and(ids, hosted):
    assert ids("labs", host__in="hku,polyu", id__in="polyu-lab,cuhk-lab") == ["polyu-lab"]


def test_isnull_separates_labs_without_a_host_from_those_with_one(ids, hosted):
    assert ids("labs", host__isnull="true") == ["nobodys-lab"]
    assert ids("labs", host__isnull="false") == ["cuhk-lab", "hku-lab", "polyu-lab"]


def test_draft_host_is_null_for_isnull(ids):
    LabFactory(id="secret-lab", host=InstitutionFactory(status="draft"))

    assert ids("labs", host__isnull="true") == ["secret-lab"]
    assert ids("labs", host__isnull="false") == []


def test_misspelt_host_is_an_error_with_a_suggestion(errors, hosted):
    assert errors("labs", host="cuhkk") == [("host", "invalid-choice", "cuhk")]


def test_draft_is_an_error_like_an_unknown_id(errors, hosted):
    InstitutionFactory(id="hkust", status="draft")

    assert errors("labs", host="hkust") == [("host", "invalid-choice", "hku")]


def test_record_of_another_resource_is_an_error(errors, hosted):
    assert errors("labs", host="hku-lab") == [("host", "invalid-choice", "hku")]
    assert errors("labs", part_of="hku") == [("part_of", "invalid-choice", "hku-lab")]


def test_unknown_host_has_no_suggestion_if_none_is_similar(errors, hosted):
    assert errors("labs", host="zzzzzz") == [("host", "invalid-choice", None)]


def test_empty_reference_is_an_error(errors, hosted):
    assert errors("labs", host="") == [("host", "invalid-choice", None)]


def test_kind_is_one_of_its_choices(ids, errors):
    LabFactory(id="centre", kind="research-centre")
    LabFactory(id="partner")

    assert ids("labs", kind="research-centre") == ["centre"]
    assert ids("labs", kind__in="research-centre,joint-laboratory") == ["centre"]
    assert ids("labs", kind__isnull="true") == []
    assert errors("labs", kind="research-center") == [("kind", "invalid-choice", "research-centre")]


def test_all_errors_are_reported_together(errors, hosted):
    assert errors("labs", kind__in="x,Joint-Laboratory", host="cuhkk") == [
        ("kind__in", "invalid-choice", None),
        ("kind__in", "invalid-choice", "joint-laboratory"),
        ("host", "invalid-choice", "cuhk"),
    ]


def test_isnull_is_true_or_false_and_cannot_be_repeated(errors):
    assert errors("labs", host__isnull="True") == [("host__isnull", "invalid-choice", "true")]
    assert errors("labs", host__isnull=["true", "false"]) == [
        ("host__isnull", "repeated-parameter", None)
    ]


def test_topics_selects_records_with_any_of_them(ids):
    LabFactory(id="both", topics=["robotics", "space"])
    LabFactory(id="neither", topics=["fintech"])
    LabFactory(id="none")

    assert ids("labs", topics="robotics") == ["both"]
    assert ids("labs", topics=["robotics", "fintech"]) == ["both", "neither"]
    assert ids("labs", topics__isnull="true") == ["none"]


def test_stage_separates_planned_from_active_labs(ids):
    LabFactory(id="plan", stage="planned")
    LabFactory(id="lab")

    assert ids("labs", stage="active") == ["lab"]


def test_name_en_basis_isnull_selects_records_without_an_english_name(ids):
    TargetFactory(id="nameless")

    assert ids("targets", name_en_basis__isnull="true") == ["nameless"]


def test_place_and_part_of_select_facilities(ids):
    park = FacilityFactory(id="park", place=PlaceFactory(id="hong-kong"))
    FacilityFactory(id="building", part_of=park)

    assert ids("facilities", place="hong-kong") == ["park"]
    assert ids("facilities", part_of="park") == ["building"]


def test_source_selects_records_supported_by_a_source(ids):
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


def test_unknown_id_in_id_in_is_ignored(ids):
    LabFactory(id="lab")

    assert ids("labs", id__in="lab,never") == ["lab"]


def test_references_of_programmes_awards_targets_and_observations_are_filters(ids):
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


def test_statements_are_filtered_by_their_columns(ids):
    lab, article = LabFactory(id="lab"), SourceFactory(id="article")
    StatementFactory(id="wanted", subject=lab, source=article, property="host")
    StatementFactory(id="other", property="exists", modality="planned")

    assert ids("statements", subject="lab", property="host", source="article") == ["wanted"]
    assert ids("statements", modality="planned") == ["other"]
    assert ids("statements", rank="normal") == ["other", "wanted"]


def test_relations_are_filtered_by_subject_role_and_object(ids):
    lab, company = LabFactory(id="lab"), InstitutionFactory(id="tencent")
    RelationFactory(id="wanted", subject=lab, role="partner", object=company)
    RelationFactory(id="other")

    assert ids("relations", subject="lab", role="partner", object="tencent") == ["wanted"]
    assert ids("relations", role="post") == ["other"]


def test_most_similar_of_many_ids_is_suggested(errors):
    for number in range(20):
        InstitutionFactory(id=f"university-{number}")

    assert errors("labs", host="universitty-7") == [("host", "invalid-choice", "university-7")]


def test_every_unknown_id_is_an_error(client):
    InstitutionFactory(id="hku")
    InstitutionFactory(id="cuhk")

    errors = client.get("/api/v1/labs/", {"host": ["hkuu", "hku", "cuhkk"]}).json()["errors"]

    assert [error["suggestion"] for error in errors] == ["hku", "cuhk"]


def test_unknown_parameter_id_suggests_id_in(client):
    (error,) = client.get("/api/v1/labs/", {"id": "lab"}).json()["errors"]

    assert error["suggestion"] == "id__in"
