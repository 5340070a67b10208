"""Deprecated values, modalities, organisers and counts in the list of conflicts."""

import pytest

from tests.factories import (
    EventFactory,
    IndicatorFactory,
    InstitutionFactory,
    LabFactory,
    ObservationFactory,
    SourceFactory,
    StatementFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab():
    for key in ("hku", "cuhk"):
        InstitutionFactory(id=key)
    for year in ("2017", "2024"):
        SourceFactory(id=f"paper-{year}", published=year, published_basis="printed")
    return LabFactory(id="lab")


def add(subject, property, value, source="paper-2017", **more):
    return StatementFactory(
        subject=subject, property=property, value=value, source_id=source, **more
    )


def get_conflicts(client, type):
    """The ids of the statements, the preferred one and the reason of each conflict of a type."""
    results = client.get("/api/v1/conflicts/", {"type": type}).json()["results"]
    return [
        ([s["id"] for s in row["statements"]], row["preferred"], row["reason"]) for row in results
    ]


DEPRECATED = {"rank": "deprecated", "rank_reason": "An error of the table."}


def test_deprecated_value_stands_beside_the_one_that_is_used(client, lab):
    add(lab, "host", {"id": "cuhk"}, id="a", **DEPRECATED)
    add(lab, "host", {"id": "hku"}, id="b")

    assert get_conflicts(client, "deprecated-value") == [
        (["a", "b"], "b", "An error of the table.")
    ]


def test_preferred_value_beside_a_deprecated_one_gives_its_own_reason(client, lab):
    add(lab, "host", {"id": "cuhk"}, id="a", **DEPRECATED)
    add(lab, "host", {"id": "hku"}, id="b", rank="preferred", rank_reason="It says so.")

    assert get_conflicts(client, "deprecated-value") == [(["a", "b"], "b", "It says so.")]


def test_deprecated_value_of_many_stands_alone(client, lab):
    add(lab, "partner", {"id": "cuhk"}, id="a", **DEPRECATED)
    add(lab, "partner", {"id": "hku"}, id="b")

    assert get_conflicts(client, "deprecated-value") == [(["a"], None, "An error of the table.")]


@pytest.mark.parametrize(
    ("fact", "plan"),
    [
        ({"source": "paper-2017"}, {"source": "paper-2024"}),  # still planned later
        ({"source": "paper-2017"}, {"source": "paper-2017"}),  # by the same page
        ({"as_of": "2023"}, {"as_of": "2024"}),
        ({"as_of": "2023/.."}, {"as_of": "2024/.."}),
    ],
)
def test_fact_that_is_still_planned(client, lab, fact, plan):
    add(lab, "partner", {"id": "hku"}, id="a", **fact)
    add(lab, "partner", {"id": "hku"}, id="b", modality="planned", **plan)

    assert get_conflicts(client, "differing-modalities") == [(["a", "b"], None, None)]


@pytest.mark.parametrize(
    "plan",
    [
        {"source": "paper-2017"},  # planned first, a fact later
        {"source": "undated"},
        {"source": "paper-2024", "value": {"id": "cuhk"}},
        {"source": "paper-2024", "modality": "claimed"},
        {"source": "paper-2024", **DEPRECATED},
    ],
)
def test_plan_that_contradicts_no_fact(client, lab, plan):
    SourceFactory(id="undated", published=None, published_basis="", published_reasoning="")
    add(lab, "partner", {"id": "hku"}, "paper-2024")
    add(lab, "partner", **{"value": {"id": "hku"}, "modality": "planned"} | plan)

    assert get_conflicts(client, "differing-modalities") == []


def test_value_of_a_fact_differs_from_that_of_a_later_plan(client, lab):
    add(lab, "established", "2016", id="a")
    add(lab, "established", "2025", "paper-2024", id="b", modality="planned")

    assert get_conflicts(client, "differing-modalities") == [(["a", "b"], None, None)]


def test_sources_that_name_different_organisers(client, lab):
    event = EventFactory()
    add(event, "organiser", {"id": "hku"}, id="a")
    add(event, "organiser", {"id": "cuhk"}, "paper-2024", id="b")

    assert get_conflicts(client, "contradicting-statements") == [(["a", "b"], None, None)]


def test_sources_with_a_common_organiser_agree(client, lab):
    event = EventFactory()
    add(event, "organiser", {"id": "hku"})
    for organiser in ("hku", "cuhk"):
        add(event, "organiser", {"id": organiser}, "paper-2024")

    assert get_conflicts(client, "contradicting-statements") == []


@pytest.fixture
def count(lab):
    """A count of one member of the laboratory, which has two."""
    quantity = {"value": "1", "max": None, "unit": "institutions", "unit_basis": "printed"}
    quantity |= {"qualifier": "exact", "magnitude": None}
    observation = ObservationFactory(
        subject=lab, indicator=IndicatorFactory(kind="count", unit="institutions")
    )
    add(lab, "member", {"id": "hku"}, id="a")
    return add(observation, "quantity", quantity, id="c")


def test_source_lists_more_than_it_counts(client, lab, count):
    assert get_conflicts(client, "count-and-list") == []

    member = add(lab, "member", {"id": "cuhk"}, id="b")  # the observation itself is unchanged
    assert get_conflicts(client, "count-and-list") == [(["a", "b", "c"], None, None)]

    member.rank, member.rank_reason = "deprecated", "Counted apart."
    member.save()
    assert get_conflicts(client, "count-and-list") == [(["a", "b", "c"], "c", "Counted apart.")]


def test_other_source_lists_more(client, lab, count):
    add(lab, "member", {"id": "cuhk"}, "paper-2024")

    assert get_conflicts(client, "count-and-list") == []
