"""Filters for relations, one per role and direction."""

import pytest

from tests.factories import (
    EventFactory,
    InstitutionFactory,
    LabFactory,
    PersonFactory,
    ProgrammeFactory,
    RelationFactory,
)

pytestmark = pytest.mark.django_db


def test_post_is_a_filter_of_people_and_post_of_of_institutions(ids):
    RelationFactory(subject=PersonFactory(id="wei-shyy"), object=InstitutionFactory(id="hkust"))
    PersonFactory(id="nobody")
    InstitutionFactory(id="hku")

    assert ids("people", post="hkust") == ["wei-shyy"]
    assert ids("people", post__in="hkust") == ["wei-shyy"]
    assert ids("people", post__isnull="true") == ["nobody"]
    assert ids("institutions", post_of="wei-shyy") == ["hkust"]
    assert ids("institutions", post_of__isnull="true") == ["hku"]


def test_symmetric_role_is_followed_in_both_directions(ids):
    tencent = InstitutionFactory(id="tencent")
    LabFactory(id="none")
    RelationFactory(subject=LabFactory(id="out"), role="partner", object=tencent)
    RelationFactory(subject=tencent, role="partner", object=LabFactory(id="in"))

    assert ids("labs", partner="tencent") == ["in", "out"]
    assert ids("institutions", partner=["in", "out"]) == ["tencent"]
    assert ids("labs", partner__isnull="false") == ["in", "out"]


def test_role_with_a_hyphen_is_a_parameter_with_an_underscore(ids):
    event = EventFactory(id="expo")
    RelationFactory(subject=event, role="co-organiser", object=InstitutionFactory(id="hku"))

    assert ids("events", co_organiser="hku") == ["expo"]
    assert ids("institutions", co_organiser_of="expo") == ["hku"]


def test_role_accepts_only_ids_of_its_resources(errors):
    InstitutionFactory(id="hku")
    LabFactory(id="lab")
    EventFactory(id="old-expo")

    assert errors("people", post="old-expo") == [("post", "invalid-choice", None)]
    assert errors("labs", predecessor="hku") == [("predecessor", "invalid-choice", None)]
    assert errors("labs", post="hku") == [("post", "unknown-parameter", "host")]


def test_programme_selects_labs_that_a_programme_supports(ids):
    RelationFactory(
        subject=ProgrammeFactory(id="innohk"), role="supports", object=LabFactory(id="a")
    )
    RelationFactory(
        subject=InstitutionFactory(id="hku"), role="supports", object=LabFactory(id="b")
    )

    assert ids("labs", programme="innohk") == ["a"]
    assert ids("labs", supports_of__in="innohk,hku") == ["a", "b"]


def test_relation_with_a_draft_is_ignored(ids):
    RelationFactory(
        subject=PersonFactory(id="person"), object=InstitutionFactory(id="draft", status="draft")
    )

    assert ids("people", post__isnull="true") == ["person"]


def test_at_limits_relations_to_those_of_that_time(ids):
    RelationFactory(
        subject=PersonFactory(id="past"),
        object=InstitutionFactory(id="hku"),
        since="2015",
        until="2016",
    )

    assert ids("people", post="hku", at="2016") == ["past"]
    assert ids("people", post="hku", at="2015-06") == []
    assert ids("people", post="hku", at="2015-06", dates="possible") == ["past"]
    assert ids("people", post="hku", at="2018", dates="possible") == []
    assert ids("people", post__isnull="true", at="2018") == ["past"]


def test_roles_follow_facts_unless_other_modalities_are_asked_for(ids, errors):
    park = InstitutionFactory(id="park")
    for modality in ("stated", "claimed", "planned", "proposed"):
        RelationFactory(
            subject=LabFactory(id=modality), role="partner", object=park, modality=modality
        )

    assert ids("labs", partner="park") == ["stated"]
    assert ids("labs", partner="park", relation_modality="planned") == ["planned"]
    both = ["planned", "stated"]
    assert ids("labs", partner="park", relation_modality=both) == both
    assert ids("labs", partner="park", relation_modality__in="stated,planned") == both
    assert ids("labs", partner__isnull="true") == ["claimed", "planned", "proposed"]
    assert errors("labs", relation_modality="hoped")[0][:2] == (
        "relation_modality",
        "invalid-choice",
    )


def test_relations_are_filtered_by_their_modality(ids):
    RelationFactory(id="fact")
    RelationFactory(id="plan", modality="planned")

    assert ids("relations", modality="planned") == ["plan"]
