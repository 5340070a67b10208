"""The history of a record in the admin: who changed what, and the return to a version."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hkinno.registry.models import Change, Record, Revision, Statement
from labs.models import Lab
from tests.admin.admin_client import admin_url, messages
from tests.admin.history_client import edit, history, next_version, revert_page, versions
from tests.admin.imports.import_client import import_rows
from tests.factories import (
    InstitutionFactory,
    LabFactory,
    StatementFactory,
)


def test_history_shows_user_and_values_before_and_after(curator, published_lab):
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
                "Topics": ("", "robotics; space"),
                "Established": ("2012-06", ""),
            }
        },
    )
    assert first[0] == ""
    assert first[1]["lab"]["Kind"] == (None, "Partner State Key Laboratory")
    assert first[1]["statement lab.exists.source.1"]["Value"] == (None, "true")
    assert "by a command or SQL" in curator.get(admin_url(Lab, "history", "lab")).content.decode()


def test_history_shows_changes_by_other_writers_and_imports(curator, published_lab):
    next_version()
    Record.objects.filter(id="lab").update(status="draft")
    next_version()
    with connection.cursor() as cursor:
        cursor.execute("delete from registry_statement")

    deletion, withdrawal, _ = history(curator, Lab, "lab")

    assert withdrawal == ("", {"lab": {"Status": ("Published", "Draft")}})
    assert deletion[1]["statement lab.exists.source.1"]["Source"] == ("source", None)


@pytest.mark.usefixtures("previews")
def test_history_shows_imports_with_their_user(curator, published_lab):
    next_version()
    import_rows(curator, Lab, [{"id": "lab", "summary_en": "Imported"}])

    assert history(curator, Lab, "lab")[0] == (
        "curator",
        {"lab": {"English summary": ("", "Imported")}},
    )


def test_statement_moved_to_another_record_is_in_both_histories(curator, published_lab):
    LabFactory(id="other", status="draft")
    Record.objects.update(status="draft")
    edit(curator, Statement, "lab.exists.source.1", subject="other")

    from_lab = history(curator, Lab, "lab")[0][1]["statement lab.exists.source.1"]
    to_other = history(curator, Lab, "other")[0][1]["statement lab.exists.source.1"]
    own = history(curator, Statement, "lab.exists.source.1")[0][1]

    assert from_lab["Property"] == ("Exists", None)
    assert to_other["Property"] == (None, "Exists")
    assert own == {"statement lab.exists.source.1": {"Subject": ("lab", "other")}}


def test_save_without_a_change_is_no_version(curator, published_lab):
    edit(curator, Lab, "lab")
    next_version()
    published_lab.save()

    assert len(history(curator, Lab, "lab")) == 1


def test_touched_record_has_no_new_version_in_its_history(curator, db):
    LabFactory(id="lab", host=InstitutionFactory(id="hku"))
    next_version()
    Record.objects.filter(id="hku").update(name_en="Renamed")

    assert (
        Change.objects.filter(record_id="lab", revision=Revision.objects.get().number).count() == 0
    )


def test_history_links_to_every_version_but_the_current(curator, published_lab):
    edit(curator, Lab, "lab", name_en="Second name")
    first, second = versions(curator, Lab, "lab")

    page = curator.get(admin_url(Lab, "history", "lab")).content.decode()

    assert admin_url(Lab, "revert", "lab", first) in page
    assert admin_url(Lab, "revert", "lab", second) not in page


def test_history_needs_view_permission(client, published_lab):
    client.force_login(User.objects.create_user("nobody", is_staff=True))

    assert client.get(admin_url(Lab, "history", "lab")).status_code == 403


def test_unknown_object_or_version_is_not_found(curator, published_lab):
    for url in (admin_url(Lab, "history", "gone"), admin_url(Lab, "revert", "gone", 1)):
        assert "doesn’t exist" in messages(curator.get(url, follow=True))[0]
    assert revert_page(curator, Lab, "lab", 10**9).status_code == 404


def test_history_of_many_versions_has_pages_and_a_constant_number_of_queries(
    curator, published_lab
):
    def count_queries():
        with CaptureQueriesContext(connection) as queries:
            curator.get(admin_url(Lab, "history", "lab"))
        return len(queries)

    expected = count_queries()
    for number in range(60):
        next_version()
        StatementFactory(subject=published_lab)
        Record.objects.filter(id="lab").update(summary_en=str(number))

    assert count_queries() == expected
    assert len(history(curator, Lab, "lab")) == 50
    second = curator.get(admin_url(Lab, "history", "lab"), {"p": "2"})
    assert len(second.context["versions"]) == 11


def test_history_shows_a_date_with_an_open_start(curator, db):
    LabFactory(id="lab", established="../2012")

    assert "../2012" in curator.get(admin_url(Lab, "history", "lab")).content.decode()


def test_list_of_changes_says_what_happened(curator):
    LabFactory(id="lab")
    Lab.objects.filter(pk="lab").update(established="2012")
    Record.objects.filter(pk="lab").update(name_en="Renamed")
    Lab.objects.get(pk="lab").delete()

    page = curator.get("/admin/registry/change/").text

    assert all(f">{action}<" in page for action in ("added", "changed", "deleted"))
