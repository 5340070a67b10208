"""Nothing but sources is published without a statement, whichever way it is tried."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User

from hkinno.registry.models import GoneRecord, Record, Relation, Source, Statement
from labs.models import Institution, Lab
from tests.admin.admin_client import address, errors, fill, said
from tests.factories import (
    InstitutionFactory,
    LabFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)


def act(client, model, action, *ids, **more):
    data = {"action": action, "_selected_action": ids, "index": "0"} | more
    return client.post(address(model, "changelist"), data, follow=True)


def statuses(*ids):
    known = dict(Record.objects.values_list("id", "status"))
    return [known[each] for each in ids]


def bare(*ids):
    return (
        f"No published source says anything of {', '.join(ids)}. A published record needs at least"
        " one statement: add one, with a source that is published, or leave the record a draft."
    )


@pytest.fixture
def lab(db):
    """A published lab with one statement of one source."""
    lab = LabFactory(id="lab")
    StatementFactory(id="lab.exists.source.1", subject=lab, source=SourceFactory(id="source"))
    return lab


def test_publishing_in_the_list_names_what_has_no_statement(curator, lab):
    Record.objects.update(status="draft")
    Record.objects.filter(id="source").update(status="published")
    LabFactory(id="bare", status="draft")
    LabFactory(id="drafted", status="draft")
    StatementFactory(subject_id="drafted", source=SourceFactory(status="draft"))

    response = act(curator, Lab, "publish", "lab", "bare", "drafted")

    assert said(response) == [
        "Published: 1 labs.",
        "Not published, as no published source says anything of bare, drafted.",
    ]
    assert statuses("lab", "bare", "drafted") == ["published", "draft", "draft"]
    logged = LogEntry.objects.get()
    assert (logged.object_id, logged.change_message) == ("lab", "Published.")


def test_publishing_what_is_published_changes_nothing(curator, lab):
    before = Lab.objects.values().get()

    assert said(act(curator, Lab, "publish", "lab")) == ["Published: 0 labs."]
    assert Lab.objects.values().get() == before


def test_sources_are_published_without_a_statement(curator, db):
    SourceFactory(id="source", status="draft")

    assert said(act(curator, Source, "publish", "source")) == ["Published: 1 sources."]
    assert statuses("source") == ["published"]


def test_withdrawing_in_the_list_makes_drafts(curator, lab):
    assert said(act(curator, Lab, "withdraw", "lab")) == ["Draft: 1 labs."]
    assert statuses("lab") == ["draft"]


def test_source_on_which_a_published_record_rests_is_not_withdrawn(curator, lab):
    response = act(curator, Source, "withdraw", "source")

    assert said(response) == [bare("lab")]
    assert statuses("source") == ["published"]


def test_source_on_which_a_published_record_rests_is_no_draft_on_its_page(curator, lab):
    response = fill(curator, address(Source, "change", "source"), Source, status="draft")

    assert errors(response) == {"status": [bare("lab")]}
    assert statuses("source") == ["published"]


def test_source_is_withdrawn_when_another_says_something(curator, lab):
    StatementFactory(subject=lab)

    assert said(act(curator, Source, "withdraw", "source")) == ["Draft: 1 sources."]


def test_actions_are_not_for_who_may_only_look(reader, lab):
    act(reader, Lab, "withdraw", "lab")

    assert statuses("lab") == ["published"]


def test_last_statement_of_a_published_record_is_not_cleared_on_its_page(curator, lab):
    response = fill(curator, address(Lab, "change", "lab"), Lab, **{"statements-0-DELETE": "on"})

    assert errors(response) == {"status": [bare("lab")]}
    assert Statement.objects.count() == 1


def test_last_statement_is_cleared_with_the_status(curator, lab):
    changes = {"statements-0-DELETE": "on", "status": "draft"}

    fill(curator, address(Lab, "change", "lab"), Lab, **changes)

    assert (Statement.objects.count(), statuses("lab")) == (0, ["draft"])
    logged = LogEntry.objects.get().get_change_message()
    assert logged == "Changed Status. Deleted statement “lab.exists.source.1”."


def test_last_statement_of_a_published_record_is_not_deleted(curator, lab):
    url = address(Statement, "delete", "lab.exists.source.1")

    response = curator.post(url, {"post": "yes"}, follow=True)

    assert said(response) == [bare("lab")]
    assert Statement.objects.count() == 1


def test_last_statement_of_a_published_record_is_not_deleted_in_the_list(curator, lab):
    response = act(curator, Statement, "delete_selected", "lab.exists.source.1", post="yes")

    assert said(response) == [bare("lab")]
    assert (Statement.objects.count(), LogEntry.objects.count()) == (1, 0)


def test_statement_is_deleted_when_another_says_something(curator, lab):
    other = StatementFactory(subject=lab)

    act(curator, Statement, "delete_selected", "lab.exists.source.1", post="yes")
    response = curator.post(address(Statement, "delete", other.pk), {"post": "yes"}, follow=True)

    assert list(Statement.objects.all()) == [other]
    assert said(response) == [bare("lab")]


def test_statement_of_a_draft_is_deleted(curator, lab):
    Record.objects.filter(id="lab").update(status="draft")

    curator.post(address(Statement, "delete", "lab.exists.source.1"), {"post": "yes"})

    assert not Statement.objects.exists()


def test_last_statement_of_a_published_record_is_not_moved_to_another(curator, lab):
    LabFactory(id="other")
    url = address(Statement, "change", "lab.exists.source.1")

    response = fill(curator, url, Statement, subject="other")

    assert errors(response) == {"": [bare("lab")]}
    assert Statement.objects.get().subject_id == "lab"


def test_deleting_a_record_takes_its_evidence_and_keeps_its_id(curator, lab):
    RelationFactory(subject=lab, role="partner", object=InstitutionFactory())

    response = curator.post(address(Lab, "delete", "lab"), {"post": "yes"}, follow=True)

    assert "was deleted successfully" in said(response)[0]
    assert [model.objects.count() for model in (Lab, Statement, Relation)] == [0, 0, 0]
    assert GoneRecord.objects.get().id == "lab"


def test_deleting_in_the_list_takes_the_evidence_too(curator, lab):
    act(curator, Lab, "delete_selected", "lab", post="yes")

    assert [model.objects.count() for model in (Lab, Statement)] == [0, 0]


def test_what_others_refer_to_is_not_deleted_and_says_by_whom(curator, lab):
    hku = InstitutionFactory(id="hku")
    LabFactory(id="hosted", host=hku, name_zh="肝病研究")

    page = curator.post(address(Institution, "delete", "hku"), {"post": "yes"})

    assert "would require deleting the following protected related objects" in page.content.decode()
    assert "肝病研究" in page.content.decode()
    assert Institution.objects.filter(id="hku").exists()


def test_source_that_supports_a_statement_is_not_deleted(curator, lab):
    curator.post(address(Source, "delete", "source"), {"post": "yes"})

    assert Source.objects.get().id == "source"


def test_curator_of_labs_alone_is_held_to_the_same(client, lab):
    """Who may not see statements has a page without them: it publishes nothing bare."""
    user = User.objects.create_user("labs", is_staff=True)
    allowed = Permission.objects.filter(codename__in=("change_lab", "view_lab"))
    user.user_permissions.set(allowed)
    client.force_login(user)
    LabFactory(id="bare", status="draft")

    response = fill(client, address(Lab, "change", "bare"), Lab, status="published")

    assert errors(response) == {"status": [bare("bare")]}
