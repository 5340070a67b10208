"""What a source shows of that which rests on it."""

import pytest

from tests.factories import InstitutionFactory, LabFactory, SourceFactory, StatementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    """A source of three statements about two laboratories, and of one about an institution."""
    source = SourceFactory(id="article")
    for key, subject in [
        ("a", LabFactory(id="lab")),
        ("b", LabFactory(id="other")),
        ("c", InstitutionFactory(id="hku")),
    ]:
        StatementFactory(id=key, subject=subject, source=source)
    StatementFactory(
        id="d", subject_id="lab", source=source, printed="甲", first_line=3, last_line=3
    )
    StatementFactory(id="e", subject=LabFactory(id="draft", status="draft"), source=source)
    StatementFactory(id="f", subject_id="lab", source=SourceFactory(id="else"))
    return source


def test_a_source_says_how_much_rests_on_it_and_where_that_is(client, article):
    shown = client.get("/api/v1/sources/article/").json()["supports"]

    assert shown == {
        "statement_count": 4,
        "statements_url": "http://testserver/api/v1/statements/?source=article",
        "records": [
            {
                "resource": "institutions",
                "record_count": 1,
                "url": "http://testserver/api/v1/institutions/?source=article",
            },
            {
                "resource": "labs",
                "record_count": 2,
                "url": "http://testserver/api/v1/labs/?source=article",
            },
        ],
    }
    assert client.get(shown["statements_url"]).json()["count"] == 4
    assert client.get(shown["records"][1]["url"]).json()["count"] == 2


def test_all_that_a_source_supports_is_shown_when_it_is_expanded(client, article):
    query = {"expand": "supported_statements.subject", "omit": "sources"}

    plain = client.get("/api/v1/sources/article/").json()
    whole = client.get("/api/v1/sources/article/", query).json()

    assert "supported_statements" not in plain
    assert [each["id"] for each in whole["supported_statements"]] == ["a", "b", "c", "d"]
    assert whole["supported_statements"][2]["subject"]["kind"]
    assert whole["statement_count"] == 0


def test_a_source_that_nothing_rests_on_supports_nothing(client):
    SourceFactory(id="article")

    shown = client.get("/api/v1/sources/article/?expand=supported_statements").json()

    assert (shown["supports"]["statement_count"], shown["supports"]["records"]) == (0, [])
    assert shown["supported_statements"] == []


def test_sources_cost_the_same_for_one_as_for_many(client, article, django_assert_num_queries):
    query = {"expand": "supported_statements", "page_size": "100"}
    with django_assert_num_queries(6):
        client.get("/api/v1/sources/", query)
    for _number in range(10):
        StatementFactory()
    with django_assert_num_queries(6):
        client.get("/api/v1/sources/", query)
