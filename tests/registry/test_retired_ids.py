"""Ids of statements and relations that were published and are no more redirect, or answer 410."""

import pytest
from django.test import Client

from hkinno.registry.models import Record, Relation, Statement
from hkinno.registry.retired_ids import find_successor, read_retired_ids, retired_ids

pytestmark = pytest.mark.django_db


def get(path, **headers):
    return Client().get(f"/api/v1/{path}", headers=headers)


def test_ids_that_left_the_fixtures_lead_to_their_successors_or_are_gone(registry):
    published = {
        *Statement.objects.published().values_list("pk", flat=True),
        *Relation.objects.published().values_list("pk", flat=True),
    }
    retired = list(retired_ids().items())
    responses = {}
    for (resource, key), successor in retired[::12]:
        response = get(f"{resource}/{key}/")
        expected = (308, f"/api/v1/{resource}/{successor}/") if successor else (410, None)
        responses[key] = (response.status_code, response.headers.get("Location")) == expected

    assert {successor for _, successor in retired if successor} <= published
    assert len(responses) > 40
    assert all(responses.values()), responses


def test_redirect_keeps_the_action_and_the_query(registry):
    key = "hetao.alias.takungpao-2023-cluster.105"

    response = get(f"statements/{key}/citation/?style=text")

    assert response.status_code == 308
    successor = find_successor(Statement, key)
    assert response["Location"] == f"/api/v1/statements/{successor}/citation/?style=text"


def test_withdrawn_statement_names_the_statements_of_its_subject(registry):
    response = get("relations/most.works-with.itib/", accept_language="zh-Hant")

    assert (response.status_code, response["Content-Type"]) == (410, "application/problem+json")
    url = "http://testserver/api/v1/relations/?subject=most"
    assert response["Link"] == f'<{url}>; rel="collection"'
    assert response.json()["detail"] == f"這項內容已更正或撤回。註冊庫現有的內容：{url}"


def test_folder_without_the_file_has_no_retired_ids(tmp_path):
    assert read_retired_ids(tmp_path) == {}


def test_successor_that_is_not_public_is_not_named(registry):
    key = "hetao.alias.takungpao-2023-cluster.105"
    Record.objects.filter(pk="hetao").update(status="withdrawn")

    assert get(f"statements/{key}/").status_code == 410
