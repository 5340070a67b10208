"""Fields of a source about the statements it supports."""

import pytest

from tests.factories import InstitutionFactory, LabFactory, SourceFactory, StatementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    """A source of three visible statements about two laboratories, and one about an institution."""
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


def test_supports_counts_and_links_statements_and_records(client, article):
    supports = client.get("/api/v1/sources/article/").json()["supports"]

    assert supports == {
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
    assert client.get(supports["statements_url"]).json()["count"] == 4
    assert client.get(supports["records"][1]["url"]).json()["count"] == 2


def test_supported_statements_can_be_expanded(client, article):
    query = {"expand": "supported_statements.subject", "omit": "sources"}

    plain = client.get("/api/v1/sources/article/").json()
    expanded = client.get("/api/v1/sources/article/", query).json()

    assert "supported_statements" not in plain
    assert [statement["id"] for statement in expanded["supported_statements"]] == [
        "a",
        "b",
        "c",
        "d",
    ]
    assert expanded["supported_statements"][2]["subject"]["kind"]
    assert expanded["statement_count"] == 0


def test_source_without_statements_supports_nothing(client):
    SourceFactory(id="article")

    source = client.get("/api/v1/sources/article/?expand=supported_statements").json()

    assert (source["supports"]["statement_count"], source["supports"]["records"]) == (0, [])
    assert source["supported_statements"] == []


def test_number_of_queries_does_not_depend_on_sources(client, article, django_assert_num_queries):
    query = {"expand": "supported_statements", "page_size": "100"}
    # Of sources and of statements: the rows, then their documents, which are made and stored.
    with django_assert_num_queries(12):
        client.get("/api/v1/sources/", query)
    for _number in range(10):
        StatementFactory()
    with django_assert_num_queries(12):
        client.get("/api/v1/sources/", query)
