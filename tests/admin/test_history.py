"""The history of a record in the admin: who changed what, and the return to a version."""

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hkinno.registry.models import Change, Record, Relation, Revision, Statement
from labs.models import Lab
from tests.admin.admin_client import FormParser, admin_url, form_errors, form_values, messages
from tests.admin.import_client import import_rows
from tests.factories import (
    FACTORIES,
    InstitutionFactory,
    LabFactory,
    PlaceFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)


def next_version():
    """Let the next write be a transaction of its own, although that of the test goes on."""
    Revision.objects.update(writer="")


def edit(client, model, id, **changes):
    next_version()
    url = admin_url(model, "change", id)
    response = client.post(url, form_values(client.get(url), model) | changes)
    assert response.status_code == 302


def history(client, model, id):
    """`[(user, {row: {field: (before, after)}})]`, the latest version first."""
    versions = client.get(admin_url(model, "history", id)).context["versions"]
    return [
        (
            version.username,
            {row.title: {field.label: field[1:] for field in row.fields} for row in version.rows},
        )
        for version in versions
    ]


def versions(client, model, id):
    """The numbers of its versions, the oldest first."""
    page = client.get(admin_url(model, "history", id))
    return [version.revision for version in reversed(page.context["versions"])]


def revert_page(client, model, id, number):
    return client.get(admin_url(model, "revert", id, number))


def revert(client, model, id, number):
    page = revert_page(client, model, id, number)
    next_version()
    form = FormParser(page.content.decode(), "revert_form").values
    return client.post(admin_url(model, "revert", id, number), form, follow=True)


@pytest.fixture
def lab(db):
    """A published lab with a statement."""
    lab = LabFactory(id="lab", name_en="First name", established="2012-06")
    StatementFactory(id="lab.exists.source.1", subject=lab, source=SourceFactory(id="source"))
    return lab


def test_history_shows_user_and_values_before_and_after(curator, lab):
    edit(curator, Lab, "lab", name_en="Second name", established="", topics=["robotics", "space"])
    edit(curator, Lab, "lab", **{"statements-0-note": "Checked", "statements-0-as_of": "2017"})

    latest, previous, first = history(curator, Lab, "lab")

    assert latest == (
        "curator",
        {"statement lab.exists.source.1": {"As of": ("", "2017"), "Note": ("", "Checked")}},
    )
    assert previous == (
        "curator",
        {
            "lab": {
                "English name": ("First name", "Second name"),
                "Topics": ("", "robotics,space"),
                "Established": ("2012-06", ""),
            }
        },
    )
    assert first[0] == ""
    assert first[1]["lab"]["Kind"] == (None, "Partner State Key Laboratory")
    assert first[1]["statement lab.exists.source.1"]["Value"] == (None, "true")
    assert "by a command or SQL" in curator.get(admin_url(Lab, "history", "lab")).content.decode()


def test_history_shows_changes_by_other_writers_and_imports(curator, lab):
    next_version()
    Record.objects.filter(id="lab").update(status="draft")
    next_version()
    with connection.cursor() as cursor:
        cursor.execute("delete from registry_statement")

    deletion, withdrawal, _ = history(curator, Lab, "lab")

    assert withdrawal == ("", {"lab": {"Status": ("Published", "Draft")}})
    assert deletion[1]["statement lab.exists.source.1"]["Source"] == ("source", None)


@pytest.mark.usefixtures("previews")
def test_history_shows_imports_with_their_user(curator, lab):
    next_version()
    import_rows(curator, Lab, [{"id": "lab", "summary_en": "Imported"}])

    assert history(curator, Lab, "lab")[0] == (
        "curator",
        {"lab": {"English summary": ("", "Imported")}},
    )


def test_statement_moved_to_another_record_is_in_both_histories(curator, lab):
    LabFactory(id="other", status="draft")
    Record.objects.update(status="draft")
    edit(curator, Statement, "lab.exists.source.1", subject="other")

    from_lab = history(curator, Lab, "lab")[0][1]["statement lab.exists.source.1"]
    to_other = history(curator, Lab, "other")[0][1]["statement lab.exists.source.1"]
    own = history(curator, Statement, "lab.exists.source.1")[0][1]

    assert from_lab["Property"] == ("Exists", None)
    assert to_other["Property"] == (None, "Exists")
    assert own == {"statement lab.exists.source.1": {"Subject": ("lab", "other")}}


def test_save_without_a_change_is_no_version(curator, lab):
    edit(curator, Lab, "lab")
    next_version()
    lab.save()

    assert len(history(curator, Lab, "lab")) == 1


def test_touched_record_has_no_new_version_in_its_history(curator, db):
    LabFactory(id="lab", host=InstitutionFactory(id="hku"))
    next_version()
    Record.objects.filter(id="hku").update(name_en="Renamed")

    assert (
        Change.objects.filter(record_id="lab", revision=Revision.objects.get().number).count() == 0
    )


@pytest.mark.parametrize("resource", FACTORIES)
def test_every_kind_of_record_is_reverted_exactly(curator, db, resource):
    record = FACTORIES[resource](full=True)
    model, url = type(record), admin_url(type(record), "change", record.pk)
    before = model.objects.values().get(pk=record.pk)
    statements = list(record.statements.values())
    next_version()
    if model.PROPERTIES:  # those of a source are not on its page
        record.statements.update(note="Changed")
    emptied = form_values(curator.get(url), model)
    optional = {
        name: "" for name in emptied if name in ("summary_en", "website", "aliases", "part_of")
    }
    curator.post(url, emptied | optional)
    number = versions(curator, model, record.pk)[0]

    response = revert(curator, model, record.pk, number)

    assert "was changed successfully" in messages(response)[0]
    after = model.objects.values().get(pk=record.pk)
    assert {name for name in after if after[name] != before[name]} == {"updated_at", "version"}
    assert list(record.statements.values()) == statements


def test_revert_previews_and_restores_rows_under_their_ids(curator, lab):
    relation = {"id": "lab.partner.hku", "role": "partner", "object": InstitutionFactory(id="hku")}
    RelationFactory(subject=lab, **relation)
    rows = list(Relation.objects.values())
    new_statement = {
        "statements-1-property": "exists",
        "statements-1-value": "true",
        "statements-1-source": "source",
    }
    number = versions(curator, Lab, "lab")[0]
    edit(curator, Lab, "lab", **new_statement, **{"relations_out-0-DELETE": "on"})
    added = Statement.objects.exclude(id="lab.exists.source.1").get()

    page = revert_page(curator, Lab, "lab", number)
    response = revert(curator, Lab, "lab", number)

    assert {
        row.title: {field.label: (field.opened, field.yours) for field in row.fields}
        for row in page.context["differences"]
    } == {
        f"statement {added.id}": {
            "Property": ("Exists", None),
            "Value": ("true", None),
            "Source": ("source", None),
            "Modality": ("Stated as a fact", None),
            "Rank": ("Normal", None),
        },
        "relation lab.partner.hku": {"Role": (None, "Partner"), "Object": (None, "hku")},
    }
    assert response.redirect_chain == [(admin_url(Lab, "history", "lab"), 302)]
    assert list(Relation.objects.values()) == rows
    assert [statement.id for statement in Statement.objects.all()] == ["lab.exists.source.1"]


def test_revert_writes_a_new_version_and_keeps_the_history(curator, lab):
    edit(curator, Lab, "lab", name_en="Second name")
    before = history(curator, Lab, "lab")

    revert(curator, Lab, "lab", versions(curator, Lab, "lab")[0])

    after = history(curator, Lab, "lab")
    assert after[1:] == before
    assert after[0] == ("curator", {"lab": {"English name": ("Second name", "First name")}})


def test_statement_is_reverted_on_its_own_page(curator, lab):
    edit(curator, Statement, "lab.exists.source.1", note="Changed")
    number = versions(curator, Statement, "lab.exists.source.1")[0]

    revert(curator, Statement, "lab.exists.source.1", number)

    assert Statement.objects.get().note == ""


def test_revert_that_breaks_a_rule_is_refused_with_the_reason(curator, lab):
    """The first version was published without a statement, and a place of it has been deleted."""
    Statement.objects.all().delete()
    place = PlaceFactory(id="place")
    Record.objects.filter(id="lab").update(place=place)
    number = versions(curator, Lab, "lab")[0]
    edit(curator, Lab, "lab", status="draft", place="")

    without_evidence = revert(curator, Lab, "lab", number)
    place.delete()
    without_place = revert(curator, Lab, "lab", number)

    assert (
        "No published source makes a statement about lab"
        in form_errors(without_evidence)["status"][0]
    )
    assert list(form_errors(without_place)) == ["place"]
    assert Lab.objects.get().status == "draft"
    action = f'action="{admin_url(Lab, "change", "lab")}"'
    assert action in without_evidence.content.decode(), "the form is saved on the page of the lab"


def test_revert_over_a_change_that_its_preview_does_not_show_is_refused(curator, lab):
    edit(curator, Lab, "lab", name_en="Second name")
    number = versions(curator, Lab, "lab")[0]
    page = revert_page(curator, Lab, "lab", number)
    edit(curator, Lab, "lab", name_en="Third name")

    form = FormParser(page.content.decode(), "revert_form").values
    response = curator.post(admin_url(Lab, "revert", "lab", number), form)

    assert response.status_code == 409
    (row,) = response.context["conflict"].differences
    assert [field[1:] for field in row.fields] == [("Second name", "Third name", "First name")]
    assert Lab.objects.get().name_en == "Third name"


def test_revert_to_equal_values_offers_nothing(curator, lab):
    page = revert_page(curator, Lab, "lab", versions(curator, Lab, "lab")[0])

    assert "The current values are those of this version." in page.content.decode()


def test_history_links_to_every_version_but_the_current(curator, lab):
    edit(curator, Lab, "lab", name_en="Second name")
    first, second = versions(curator, Lab, "lab")

    page = curator.get(admin_url(Lab, "history", "lab")).content.decode()

    assert admin_url(Lab, "revert", "lab", first) in page
    assert admin_url(Lab, "revert", "lab", second) not in page


def test_reader_sees_the_history_and_cannot_revert(reader, lab):
    number = versions(reader, Lab, "lab")[0]

    assert "Revert to" not in reader.get(admin_url(Lab, "history", "lab")).content.decode()
    assert revert_page(reader, Lab, "lab", number).status_code == 403


def test_history_needs_view_permission(client, lab):
    client.force_login(User.objects.create_user("nobody", is_staff=True))

    assert client.get(admin_url(Lab, "history", "lab")).status_code == 403


def test_revert_leaves_rows_that_the_user_may_only_view(client, lab):
    number = Revision.objects.get().number
    next_version()
    Record.objects.filter(id="lab").update(name_en="Second name")
    Statement.objects.update(note="Changed")
    user = User.objects.create_user("labs", is_staff=True)
    allowed = ("change_lab", "view_lab", "view_statement")
    user.user_permissions.set(Permission.objects.filter(codename__in=allowed))
    client.force_login(user)

    revert(client, Lab, "lab", number)

    assert (Lab.objects.get().name_en, Statement.objects.get().note) == ("First name", "Changed")


def test_unknown_object_or_version_is_not_found(curator, lab):
    for url in (admin_url(Lab, "history", "gone"), admin_url(Lab, "revert", "gone", 1)):
        assert "doesn’t exist" in messages(curator.get(url, follow=True))[0]
    assert revert_page(curator, Lab, "lab", 10**9).status_code == 404


def test_history_of_many_versions_has_pages_and_a_constant_number_of_queries(curator, lab):
    def count_queries():
        with CaptureQueriesContext(connection) as queries:
            curator.get(admin_url(Lab, "history", "lab"))
        return len(queries)

    expected = count_queries()
    for number in range(60):
        next_version()
        StatementFactory(subject=lab)
        Record.objects.filter(id="lab").update(summary_en=str(number))

    assert count_queries() == expected
    assert len(history(curator, Lab, "lab")) == 50
    second = curator.get(admin_url(Lab, "history", "lab"), {"p": "2"})
    assert len(second.context["versions"]) == 11


def test_history_shows_a_date_with_an_open_start(curator, db):
    LabFactory(id="lab", established="../2012")

    assert "../2012" in curator.get(admin_url(Lab, "history", "lab")).content.decode()
