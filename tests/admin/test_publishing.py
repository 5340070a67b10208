"""No record except a source is published without a statement, by any route."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.utils import translation

from hkinno.registry.models import GoneRecord, Record, Relation, Source, Statement
from labs.models import Institution, Lab
from tests.admin.admin_client import (
    admin_url,
    delete,
    form_errors,
    messages,
    run_action,
    submit,
)
from tests.factories import (
    InstitutionFactory,
    LabFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)


def statuses(*ids):
    known = dict(Record.objects.values_list("id", "status"))
    return [known[id] for id in ids]


def missing_evidence(*ids):
    return (
        f"No published source makes a statement about {', '.join(ids)}. A published record needs at"
        " least one: add a statement with a published source, or leave the record a draft."
    )


@pytest.fixture
def lab(db):
    """A published lab with one statement of one source."""
    lab = LabFactory(id="lab")
    StatementFactory(id="lab.exists.source.1", subject=lab, source=SourceFactory(id="source"))
    return lab


def test_publishing_in_the_list_reports_records_without_statements(curator, lab):
    Record.objects.update(status="draft")
    Record.objects.filter(id="source").update(status="published")
    LabFactory(id="bare", status="draft")
    LabFactory(id="drafted", status="draft")
    StatementFactory(subject_id="drafted", source=SourceFactory(status="draft"))

    response = run_action(curator, Lab, "publish", "lab", "bare", "drafted")

    assert messages(response) == [
        "Published: 1 lab.",
        "Not published, for want of a published source: bare, drafted.",
    ]
    assert statuses("lab", "bare", "drafted") == ["published", "draft", "draft"]
    logged = LogEntry.objects.get()
    assert (logged.object_id, logged.get_change_message()) == ("lab", "Changed Status: Published.")
    with translation.override("zh-hant"):
        assert logged.get_change_message() == "狀態（已發布） 已修改。"


def test_publishing_published_records_changes_nothing(curator, lab):
    before = Lab.objects.values().get()

    assert messages(run_action(curator, Lab, "publish", "lab")) == ["Published: 0 labs."]
    assert Lab.objects.values().get() == before


def test_sources_are_published_without_a_statement(curator, db):
    SourceFactory(id="source", status="draft")

    assert messages(run_action(curator, Source, "publish", "source")) == ["Published: 1 source."]
    assert statuses("source") == ["published"]


def test_withdrawing_in_the_list_changes_the_status(curator, lab):
    assert messages(run_action(curator, Lab, "withdraw", "lab")) == ["Withdrawn: 1 lab."]
    assert statuses("lab") == ["withdrawn"]


def test_last_source_of_a_published_record_is_not_withdrawn(curator, lab):
    response = run_action(curator, Source, "withdraw", "source")

    assert messages(response) == [missing_evidence("lab")]
    assert statuses("source") == ["published"]


def test_last_source_of_a_published_record_is_not_withdrawn_on_its_page(curator, lab):
    response = submit(curator, admin_url(Source, "change", "source"), Source, status="draft")

    assert form_errors(response) == {"status": [missing_evidence("lab")]}
    assert statuses("source") == ["published"]


def test_source_is_withdrawn_when_another_supports_the_record(curator, lab):
    StatementFactory(subject=lab)

    assert messages(run_action(curator, Source, "withdraw", "source")) == ["Withdrawn: 1 source."]


def test_actions_need_change_permission(reader, lab):
    run_action(reader, Lab, "withdraw", "lab")

    assert statuses("lab") == ["published"]


def test_last_statement_of_a_published_record_is_not_removed_on_its_page(curator, lab):
    response = submit(
        curator, admin_url(Lab, "change", "lab"), Lab, **{"statements-0-DELETE": "on"}
    )

    assert form_errors(response) == {"status": [missing_evidence("lab")]}
    assert Statement.objects.count() == 1


def test_last_statement_is_removed_together_with_the_status(curator, lab):
    changes = {"statements-0-DELETE": "on", "status": "draft"}

    submit(curator, admin_url(Lab, "change", "lab"), Lab, **changes)

    assert (Statement.objects.count(), statuses("lab")) == (0, ["draft"])
    logged = LogEntry.objects.get().get_change_message()
    assert logged == "Changed Status. Deleted statement “lab.exists.source.1”."


def test_last_statement_of_a_published_record_is_not_deleted(curator, lab):
    response = delete(curator, Statement, "lab.exists.source.1")

    assert messages(response) == [missing_evidence("lab")]
    assert Statement.objects.count() == 1


def test_last_statement_of_a_published_record_is_not_deleted_in_the_list(curator, lab):
    response = run_action(curator, Statement, "delete_selected", "lab.exists.source.1", post="yes")

    assert messages(response) == [missing_evidence("lab")]
    assert (Statement.objects.count(), LogEntry.objects.count()) == (1, 0)


def test_statement_is_deleted_when_another_remains(curator, lab):
    second_statement = StatementFactory(subject=lab)

    run_action(curator, Statement, "delete_selected", "lab.exists.source.1", post="yes")
    response = delete(curator, Statement, second_statement.pk)

    assert list(Statement.objects.all()) == [second_statement]
    assert messages(response) == [missing_evidence("lab")]


def test_statement_of_a_draft_is_deleted(curator, lab):
    Record.objects.filter(id="lab").update(status="draft")

    delete(curator, Statement, "lab.exists.source.1")

    assert not Statement.objects.exists()


def test_last_statement_of_a_published_record_is_not_moved_to_another(curator, lab):
    LabFactory(id="other")
    url = admin_url(Statement, "change", "lab.exists.source.1")

    response = submit(curator, url, Statement, subject="other")

    assert form_errors(response) == {"": [missing_evidence("lab")]}
    assert Statement.objects.get().subject_id == "lab"


def test_deleted_record_loses_its_evidence_and_its_id_stays_reserved(curator, lab):
    RelationFactory(subject=lab, role="partner", object=InstitutionFactory())

    response = delete(curator, Lab, "lab")

    assert "was deleted successfully" in messages(response)[0]
    assert [model.objects.count() for model in (Lab, Statement, Relation)] == [0, 0, 0]
    assert GoneRecord.objects.get().id == "lab"


def test_deletion_in_the_list_deletes_the_evidence(curator, lab):
    run_action(curator, Lab, "delete_selected", "lab", post="yes")

    assert [model.objects.count() for model in (Lab, Statement)] == [0, 0]


def test_referenced_record_is_not_deleted_and_references_are_listed(curator, lab):
    hku = InstitutionFactory(id="hku")
    LabFactory(id="hosted", host=hku, name_zh="肝病研究")

    page = delete(curator, Institution, "hku")

    assert "would require deleting the following protected related objects" in page.content.decode()
    assert "肝病研究" in page.content.decode()
    assert Institution.objects.filter(id="hku").exists()


def test_source_that_supports_a_statement_is_not_deleted(curator, lab):
    delete(curator, Source, "source")

    assert Source.objects.get().id == "source"


def test_curator_without_access_to_statements_cannot_publish_without_one(client, lab):
    user = User.objects.create_user("labs", is_staff=True)
    allowed = Permission.objects.filter(codename__in=("change_lab", "view_lab"))
    user.user_permissions.set(allowed)
    client.force_login(user)
    LabFactory(id="bare", status="draft")

    response = submit(client, admin_url(Lab, "change", "bare"), Lab, status="published")

    assert form_errors(response) == {"status": [missing_evidence("bare")]}
