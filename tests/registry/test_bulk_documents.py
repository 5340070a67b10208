"""Documents of many rows, made by one process or several."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from hkinno.registry.models import Document
from hkinno.registry.rest import bulk_documents
from hkinno.registry.rest.bulk_documents import make_missing_documents
from labs.models import Lab
from tests.factories import InstitutionFactory, LabFactory, RelationFactory, StatementFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def labs(monkeypatch):
    """Five laboratories, in ranges of two rows."""
    monkeypatch.setattr(bulk_documents, "CHUNK_ROWS", 2)
    labs = LabFactory.create_batch(5)
    RelationFactory(subject=labs[0], role="partner", object=InstitutionFactory())
    StatementFactory(subject=labs[0])
    return labs


def stored():
    return {row.id: (row.version, row.build, row.body) for row in Document.objects.all()}


def test_several_processes_store_the_documents_that_one_stores(capsys):
    call_command("warm", processes=2)
    printed, by_several = capsys.readouterr().out, stored()
    Document.objects.all().delete()

    call_command("warm", processes=1)

    assert by_several == stored()
    assert "labs: 5\n" in printed
    assert printed == capsys.readouterr().out


def test_only_missing_and_outdated_documents_are_made(django_assert_num_queries):
    assert [*make_missing_documents(Lab)] == [2, 2, 1]
    with django_assert_num_queries(4):
        assert [*make_missing_documents(Lab)] == [2, 2, 1]

    before = stored()
    last = Lab.objects.latest("pk")
    with connection.cursor() as cursor:
        cursor.execute("update registry_record set name_en = 'New' where id = %s", [last.pk])
    assert [*make_missing_documents(Lab)] == [2, 2, 1]

    assert {id for id, row in stored().items() if row != before[id]} == {f"record/{last.pk}"}


def test_number_of_processes_is_at_least_one():
    with pytest.raises(CommandError, match="--processes must be at least 1"):
        call_command("warm", processes=0)
