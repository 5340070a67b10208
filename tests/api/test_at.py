"""`at`: the state at a point in time, as far as dates are known."""

import pytest

from tests.factories import (
    AwardFactory,
    EventFactory,
    InstitutionFactory,
    LabFactory,
    PersonFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
    TargetFactory,
    alias,
)

pytestmark = pytest.mark.django_db


CONFIRMED = {"source__published": "2017", "source__published_basis": "printed"}


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2011", []),
        ("2012", ["established-in-2012"]),
        ("2012-06", []),
        ("2013", ["established-in-2012"]),
        ("2017-06", []),
        ("2017", ["established-in-2012", "undated"]),
        ("2018", ["closed-in-2018"]),
        ("2018-06", []),
        ("../2017", ["established-in-2012", "undated"]),
        ("2017/..", ["closed-in-2018", "established-in-2012", "undated"]),
    ],
)
def test_lab_is_listed_if_its_dates_and_statements_show_that_it_existed(ids, at, expected):
    StatementFactory(subject=LabFactory(id="established-in-2012", established="2012"), **CONFIRMED)
    LabFactory(id="closed-in-2018", closed="2018")
    StatementFactory(subject=LabFactory(id="undated"), **CONFIRMED)
    StatementFactory(subject=LabFactory(id="plan", stage="planned"), **CONFIRMED)
    StatementFactory(subject=LabFactory(id="hoped"), modality="planned", **CONFIRMED)
    LabFactory(id="unknown")

    assert ids("labs", at=at) == expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2010", ["closed-in-2018", "undated"]),
        ("2012-06", ["closed-in-2018", "established-in-2012", "undated"]),
        ("2018-12-31", ["closed-in-2018", "established-in-2012", "undated"]),
        ("2019", ["established-in-2012", "undated"]),
        ("../2011", ["closed-in-2018", "undated"]),
        ("2019/..", ["established-in-2012", "undated"]),
    ],
)
def test_lab_is_listed_unless_its_dates_exclude_it(ids, at, expected):
    LabFactory(id="established-in-2012", established="2012")
    LabFactory(id="closed-in-2018", closed="2018")
    LabFactory(id="undated")

    assert ids("labs", at=at, dates="possible") == expected


def test_event_without_an_end_ends_with_its_start(ids):
    EventFactory(id="day", starts="2017-09-22")
    EventFactory(id="undated")
    EventFactory(id="weeks", starts="2017-09", ends="2018-01")

    EventFactory(id="plan", starts="2017-09-22", stage="planned")

    assert ids("events", at="2017-09-22") == ["day"]
    assert ids("events", at="2017-12") == ["weeks"]
    assert ids("events", at="2018-02") == []
    may_be = {"dates": "possible"}
    assert ids("events", at="2017-09-22", **may_be) == ["day", "plan", "undated", "weeks"]
    assert ids("events", at="2017-12", **may_be) == ["undated", "weeks"]
    assert ids("events", at="2018-02", **may_be) == ["undated"]


def test_list_counts_what_is_known_and_what_is_possible(client):
    EventFactory(starts="2017-09-22")
    EventFactory.create_batch(2)

    def counts(**query):
        page = client.get("/api/v1/events/", query).json()
        return page["count"], page.get("dates")

    assert counts(at="2017") == (1, {"known": 1, "possible": 3})
    assert counts(at="2017", dates="possible") == (3, {"known": 1, "possible": 3})
    assert counts(starts="2017-09", q="name") == (1, {"known": 1, "possible": 1})
    assert counts(dates="possible") == (3, None)
    assert counts(kind="forum", updated_at__gte="2017") == (0, None)


def test_records_with_a_period_are_limited_to_it_and_others_are_not(ids):
    AwardFactory(id="award", period="2017/2018-06")
    TargetFactory(id="target", due="2018")
    PersonFactory(id="person")

    assert ids("awards", at="2017/2018") == ["award"]
    assert ids("awards", at="2018") == []
    assert ids("awards", at="2018", dates="possible") == ["award"]
    assert ids("awards", at="2019", dates="possible") == []
    assert ids("targets", at="2019") == ["target"]
    assert ids("people", at="1900") == ["person"]


def test_statements_and_relations_are_limited_by_their_own_dates(ids):
    StatementFactory(id="of-2017", as_of="2017")
    StatementFactory(id="undated")
    RelationFactory(id="since-2018", since="2018")

    RelationFactory(id="plan", since="2018", modality="planned")
    RelationFactory(id="confirmed", first_confirmed="2017", last_confirmed="2023")

    assert ids("statements", at="2017") == ["of-2017"]
    assert ids("statements", at="2017-06") == []
    assert ids("statements", at="2017-06", dates="possible") == ["of-2017", "undated"]
    assert ids("statements", at="2016", dates="possible") == ["undated"]
    assert ids("relations", at="2016") == []
    assert ids("relations", at="2018") == ["confirmed", "since-2018"]
    assert ids("relations", at="2020") == ["confirmed"]
    assert ids("relations", at="2017", dates="possible") == ["confirmed"]


@pytest.fixture
def bureau():
    """An institution that was renamed, with a head since 2022."""
    institution = InstitutionFactory(
        id="itib",
        established="2015-11",
        aliases=[
            alias("ITB", type="former", until="2022-07-01"),
            alias("ITIB", since="2022-07-01"),
        ],
    )
    RelationFactory(
        subject=PersonFactory(id="head"),
        object=institution,
        since="2022-07-01",
        last_confirmed="2024",
    )
    StatementFactory(subject=institution, as_of="2017", source=SourceFactory(id="article"))
    StatementFactory(subject=institution, as_of="2024", source_id="article")


@pytest.mark.parametrize(
    ("at", "names", "heads", "statement_count"),
    [("2018", ["ITB"], [], 0), ("2023", ["ITIB"], ["head"], 0), ("2017", ["ITB"], [], 1)],
)
def test_record_has_the_names_relations_and_statements_of_that_time(
    client, bureau, at, names, heads, statement_count
):
    query = {"at": at, "expand": "statements"}
    record = client.get("/api/v1/institutions/itib/", query).json()

    assert [alias["value"] for alias in record["aliases"]] == names
    assert [relation["record"]["id"] for relation in record["relations"]] == heads
    assert len(record["statements"]) == statement_count
    assert client.get("/api/v1/institutions/", query).json()["results"] == [record]


def test_record_that_did_not_exist_at_that_time_is_not_found(client, bureau):
    response = client.get("/api/v1/institutions/itib/", {"at": "2014", "dates": "possible"})

    assert response.status_code == 404
    assert response.json()["detail"] == "By its dates, it did not exist at that time."


def test_statement_that_did_not_hold_at_that_time_is_not_found(client):
    StatementFactory(id="of-2017", as_of="2017")

    assert client.get("/api/v1/statements/of-2017/", {"at": "2017"}).status_code == 200
    assert client.get("/api/v1/statements/of-2017/", {"at": "2018"}).status_code == 404


def test_invalid_time_is_an_error(client, errors, bureau):
    response = client.get("/api/v1/institutions/itib/", {"at": "then"})

    assert response.json()["errors"][0]["code"] == "invalid"
    assert errors("institutions", at="then") == [("at", "invalid", None)]


def test_aliases_are_filtered_by_those_of_that_time(ids):
    aliases = [
        alias("甲", "zh-Hant", "former", until="2017"),
        alias("乙", "zh-Hant", "former", since="2018"),
    ]
    InstitutionFactory(id="renamed", aliases=aliases, established="2010", closed="2025")

    assert ids("institutions", aliases="甲") == ["renamed"]
    assert ids("institutions", aliases="甲", at="2016") == ["renamed"]
    assert ids("institutions", aliases="甲", at="2020") == []
    assert ids("institutions", aliases__in=["甲", "乙"], at="2020") == ["renamed"]
    assert ids("institutions", aliases="乙", at="2016") == []


def test_detail_differs_for_statements_that_did_not_hold_and_that_never_existed(client):
    StatementFactory(id="said", as_of="2018")

    missing = client.get("/api/v1/statements/said/?at=2017")

    assert client.get("/api/v1/statements/said/?at=2018").status_code == 200
    assert (missing.status_code, missing.json()["detail"]) == (
        404,
        "By its dates, it did not exist at that time.",
    )
    never = client.get("/api/v1/statements/never/?at=2017").json()["detail"]
    assert never != missing.json()["detail"]
