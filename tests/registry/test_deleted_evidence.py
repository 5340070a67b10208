"""What becomes of the ids of statements and relations that curators delete, withdraw or merge."""

import pytest
from django.test import Client

from hkinno.registry.erasure import erase_record
from hkinno.registry.models import Record, Relation, Statement
from labs.models import Lab
from tests.admin.history_client import next_version
from tests.factories import (
    InstitutionFactory,
    LabFactory,
    PersonFactory,
    RelationFactory,
    StatementFactory,
)

pytestmark = pytest.mark.django_db


def get(path):
    return Client().get(f"/api/v1/{path}")


@pytest.fixture
def statement(db):
    statement = StatementFactory(id="lab.exists.paper.1", subject=LabFactory(id="lab"))
    next_version()
    return statement


def status(statement_id="lab.exists.paper.1"):
    return get(f"statements/{statement_id}/").status_code


def test_statement_that_a_curator_deleted_is_gone(statement):
    assert status() == 200
    Statement.objects.get(pk="lab.exists.paper.1").delete()

    assert status() == 410
    assert status("lab.exists.paper.2") == 404


def test_statement_that_was_only_ever_a_draft_is_not_found(statement):
    Record.objects.filter(pk="lab").update(status="draft")
    assert status() == 404
    second = StatementFactory(id="lab.exists.paper.2", subject_id="lab")
    second.delete()

    assert status("lab.exists.paper.2") == 404


def test_statement_goes_with_its_source(statement):
    Record.objects.filter(pk=statement.source_id).update(status="withdrawn")

    assert status() == 410


def test_statement_of_a_withdrawn_record_links_to_nothing(statement):
    Record.objects.filter(pk="lab").update(status="withdrawn")

    response = get("statements/lab.exists.paper.1/")

    assert response.status_code == 410
    assert "Link" not in response.headers


def test_statement_of_a_deleted_record_is_gone_and_of_an_erased_one_unknown(statement):
    Lab.objects.get(pk="lab").delete()
    assert status() == 410

    erase_record("lab")

    assert status() == 404


@pytest.fixture
def merge(db):
    """Merges `ust` into `hkust`, and returns what then remains of the relations."""
    InstitutionFactory(id="hkust")
    InstitutionFactory(id="ust")

    def merge():
        next_version()
        Record.objects.filter(pk="ust").update(merged_into="hkust")
        return list(Relation.objects.values_list("pk", flat=True))

    return merge


def test_relation_that_a_merge_deleted_leads_to_that_of_the_survivor(merge):
    person = PersonFactory(id="person")
    for end in ("hkust", "ust"):
        RelationFactory(id=f"person.alumnus.{end}", subject=person, role="alumnus", object_id=end)
    assert merge() == ["person.alumnus.hkust"]

    response = get("relations/person.alumnus.ust/")

    assert response.status_code == 308
    assert response["Location"] == "/api/v1/relations/person.alumnus.hkust/"


def test_relation_between_a_record_and_its_duplicate_is_gone(merge):
    RelationFactory(id="ust.partner.hkust", subject_id="ust", role="partner", object_id="hkust")
    assert merge() == []

    assert get("relations/ust.partner.hkust/").status_code == 410
