"""Roles as parameters, from both ends."""

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


def test_a_post_is_found_from_the_person_and_from_the_body(ids):
    RelationFactory(subject=PersonFactory(id="wei-shyy"), object=InstitutionFactory(id="hkust"))
    PersonFactory(id="nobody")
    InstitutionFactory(id="hku")

    assert ids("people", post="hkust") == ["wei-shyy"]
    assert ids("people", post__in="hkust") == ["wei-shyy"]
    assert ids("people", post__isnull="true") == ["nobody"]
    assert ids("institutions", post_of="wei-shyy") == ["hkust"]
    assert ids("institutions", post_of__isnull="true") == ["hku"]


def test_partners_are_found_in_either_direction(ids):
    tencent = InstitutionFactory(id="tencent")
    LabFactory(id="none")
    RelationFactory(subject=LabFactory(id="out"), role="partner", object=tencent)
    RelationFactory(subject=tencent, role="partner", object=LabFactory(id="in"))

    assert ids("labs", partner="tencent") == ["in", "out"]
    assert ids("institutions", partner=["in", "out"]) == ["tencent"]
    assert ids("labs", partner__isnull="false") == ["in", "out"]


def test_a_role_with_a_hyphen_is_a_parameter_without(ids):
    event = EventFactory(id="expo")
    RelationFactory(subject=event, role="co-organiser", object=InstitutionFactory(id="hku"))

    assert ids("events", co_organiser="hku") == ["expo"]
    assert ids("institutions", co_organiser_of="expo") == ["hku"]


def test_a_role_leads_to_the_resources_that_it_may(errors):
    InstitutionFactory(id="hku")
    LabFactory(id="lab")
    EventFactory(id="old-expo")

    assert errors("people", post="old-expo") == [("post", "invalid-choice", None)]
    assert errors("labs", predecessor="hku") == [("predecessor", "invalid-choice", None)]
    assert errors("labs", post="hku") == [("post", "unknown-parameter", "host")]


def test_programme_finds_what_a_programme_supports(ids):
    RelationFactory(
        subject=ProgrammeFactory(id="innohk"), role="supports", object=LabFactory(id="a")
    )
    RelationFactory(
        subject=InstitutionFactory(id="hku"), role="supports", object=LabFactory(id="b")
    )

    assert ids("labs", programme="innohk") == ["a"]
    assert ids("labs", supports_of__in="innohk,hku") == ["a", "b"]


def test_a_relation_with_a_draft_finds_nothing(ids):
    RelationFactory(
        subject=PersonFactory(id="person"), object=InstitutionFactory(id="draft", status="draft")
    )

    assert ids("people", post__isnull="true") == ["person"]


def test_with_at_only_what_held_then_counts(ids):
    RelationFactory(
        subject=PersonFactory(id="past"), object=InstitutionFactory(id="hku"), until="2016"
    )

    assert ids("people", post="hku", at="2016-06") == ["past"]
    assert ids("people", post="hku", at="2018") == []
    assert ids("people", post__isnull="true", at="2018") == ["past"]
