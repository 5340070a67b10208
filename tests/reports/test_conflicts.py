import pytest

from tests.factories import InstitutionFactory, LabFactory, SourceFactory, StatementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab():
    for key in ("hku", "cuhk"):
        InstitutionFactory(id=key)
    for key in ("paper-2017", "paper-2024"):
        SourceFactory(id=key)
    return LabFactory(id="lab")


def say(lab, host="hku", source="paper-2017", **more):
    return StatementFactory(
        subject=lab, property="host", value={"id": host}, source_id=source, **more
    )


def answer(client, **query):
    return client.get("/api/v1/conflicts/", query).json()


def test_conflict_shows_who_says_what_where_and_which_counts_and_why(client, lab):
    preferred = {"rank": "preferred", "rank_reason": "The host says so itself."}
    say(lab, "hku", id="a", printed="港大", first_line=3, last_line=4)
    say(lab, "cuhk", "paper-2024", id="b", **preferred)

    (conflict,) = answer(client)["results"]

    assert conflict["subject"]["id"] == "lab"
    assert (conflict["property"], conflict["preferred"]) == ("host", "b")
    assert conflict["reason"] == "The host says so itself."
    assert [
        (each["id"], each["value"], each["source"]["id"], each["lines"])
        for each in conflict["statements"]
    ] == [
        ("a", {"id": "hku"}, "paper-2017", [3, 4]),
        ("b", {"id": "cuhk"}, "paper-2024", conflict["statements"][1]["lines"]),
    ]


def test_conflict_that_nothing_decides_says_so(client, lab):
    say(lab, "hku")
    say(lab, "cuhk")

    (conflict,) = answer(client)["results"]

    assert (conflict["preferred"], conflict["reason"]) == (None, None)


@pytest.mark.parametrize(
    "change",
    [
        {"host": "hku"},
        {"modality": "planned"},
        {"modality": "claimed"},
        {"rank": "deprecated", "rank_reason": "A misprint."},
        {"as_of": "2024"},
    ],
)
def test_what_can_hold_beside_it_is_no_conflict(client, lab, change):
    say(lab, "hku", as_of="2017")
    say(lab, **{"host": "cuhk", "as_of": "2017"} | change)

    assert answer(client)["results"] == []


def test_property_that_has_several_values_is_no_conflict(client, lab):
    for key in ("hku", "cuhk"):
        StatementFactory(subject=lab, property="partner", value={"id": key})

    assert answer(client)["results"] == []


def test_draft_takes_no_part_in_a_conflict(client, lab):
    say(lab, "hku")
    say(lab, "cuhk", "paper-2024")
    draft = LabFactory(id="draft", status="draft")
    say(draft, "hku")
    say(draft, "cuhk")
    SourceFactory._meta.model.objects.filter(pk="paper-2024").update(status="draft")

    assert answer(client)["results"] == []


def test_conflicts_are_filtered_and_paged_like_any_list(client, lab):
    other = LabFactory(id="other")
    for each in (lab, other):
        say(each, "hku")
        say(each, "cuhk")
        for year in ("2011", "2012"):
            StatementFactory(subject=each, property="established", value=year)

    found = answer(client, subject="other", property="host")
    page = answer(client, page_size="1", page="3")

    assert [(c["subject"]["id"], c["property"]) for c in found["results"]] == [("other", "host")]
    assert (page["count"], page["results"][0]["property"]) == (4, "established")
    assert answer(client, property="partner")["code"] == "invalid-parameter"
    assert answer(client, propery="host")["errors"][0]["suggestion"] == "property"
