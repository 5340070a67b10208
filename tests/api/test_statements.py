"""The representation of statements and relations, and which of them are hidden."""

import pytest

from tests.api.record_summaries import AN_ARTICLE, API, ARTICLE, HKU, SKL
from tests.factories import (
    InstitutionFactory,
    LabFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)

pytestmark = pytest.mark.django_db


def test_statement_includes_its_lines_and_source(client, skl):
    StatementFactory(
        id="skl.host.an-article.206",
        subject=skl,
        property="host",
        value={"id": "hku"},
        source=SourceFactory(**ARTICLE),
        printed="香港大學",
        first_line=206,
        last_line=207,
        also_lines=[[12, 13]],
        as_of="2017",
        note="Printed in a table.",
    )

    statement = client.get("/api/v1/statements/skl.host.an-article.206/").json()

    assert statement == {
        "id": "skl.host.an-article.206",
        "url": f"{API}/statements/skl.host.an-article.206/",
        "subject": SKL,
        "property": "host",
        "value": {"id": "hku"},
        "printed": "香港大學",
        "lines": [206, 207],
        "also_lines": [[12, 13]],
        "source": AN_ARTICLE | {"file": "000.txt"},
        "modality": "stated",
        "as_of": "2017",
        "rank": "normal",
        "rank_reason": None,
        "note": "Printed in a table.",
    }


def test_statement_without_lines_has_null(client, skl):
    StatementFactory(id="a.b", subject=skl)

    statement = client.get("/api/v1/statements/a.b/").json()

    assert (statement["lines"], statement["printed"]) == (None, None)


def test_relation_includes_both_records(client, skl, hku):
    RelationFactory(id="skl.partner.hku", subject=skl, role="partner", object=hku, since="2012")

    assert client.get("/api/v1/relations/skl.partner.hku/").json() == {
        "id": "skl.partner.hku",
        "url": f"{API}/relations/skl.partner.hku/",
        "subject": SKL,
        "role": "partner",
        "object": HKU,
        "title": None,
        "since": "2012",
        "until": None,
        "modality": "stated",
        "first_confirmed": None,
        "last_confirmed": None,
    }


def test_statement_that_refers_to_a_draft_is_hidden(client, skl):
    InstitutionFactory(id="secret", status="draft")
    StatementFactory(id="shown", subject=skl, property="host", value={"id": "hku"})
    StatementFactory(id="hidden", subject=skl, property="host", value={"id": "secret"})

    statements = client.get("/api/v1/statements/").json()["results"]

    assert [statement["id"] for statement in statements] == ["shown"]
    assert client.get("/api/v1/statements/hidden/").status_code == 404
    assert client.get("/api/v1/labs/skl/").json()["statement_count"] == 1


def test_statements_about_and_from_drafts_are_hidden(client, skl):
    StatementFactory(id="of-a-draft", subject=LabFactory(status="draft"))
    StatementFactory(id="by-a-draft", subject=skl, source=SourceFactory(status="draft"))
    StatementFactory(id="shown", subject=skl)

    statements = client.get("/api/v1/statements/").json()

    assert statements["count"] == 1
    assert [statement["id"] for statement in statements["results"]] == ["shown"]
    assert client.get("/api/v1/statements/of-a-draft/").status_code == 404
    assert client.get("/api/v1/statements/by-a-draft/").status_code == 404


def test_relations_from_and_to_drafts_are_hidden(client, skl, hku):
    RelationFactory(id="from", subject=LabFactory(status="draft"), role="partner", object=hku)
    RelationFactory(id="to", subject=skl, role="partner", object=InstitutionFactory(status="draft"))
    RelationFactory(id="shown", subject=skl, role="partner", object=hku)

    relations = client.get("/api/v1/relations/").json()

    assert relations["count"] == 1
    assert [relation["id"] for relation in relations["results"]] == ["shown"]
    assert client.get("/api/v1/relations/from/").status_code == 404
    assert client.get("/api/v1/relations/to/").status_code == 404
