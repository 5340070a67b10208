"""Of two curators who open the same version, the second to save sees what the first has saved."""

import threading

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client

from hkinno.registry.models import Record, Relation, Statement
from labs.models import Institution, Lab
from tests.admin.admin_client import (
    FormParser,
    admin_url,
    form_errors,
    form_values,
    messages,
    run_action,
)
from tests.admin.import_client import LAB, confirm, upload
from tests.factories import (
    FACTORIES,
    InstitutionFactory,
    LabFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)


@pytest.fixture
def anna(curator):
    """The curator who saves first."""
    return curator


@pytest.fixture
def ben(db):
    """The curator who saves second."""
    client = Client()
    client.force_login(User.objects.create_superuser("ben"))
    return client


@pytest.fixture
def lab(db):
    """A published lab with two statements and a relation."""
    lab = LabFactory(id="lab", name_zh="肝病研究", name_en="Liver research", topics=["robotics"])
    source = SourceFactory(id="source")
    for number in (1, 2):
        StatementFactory(
            id=f"lab.exists.source.{number}", subject=lab, source=source, note=f"Note {number}"
        )
    RelationFactory(
        id="lab.partner.hku", subject=lab, role="partner", object=InstitutionFactory(id="hku")
    )
    return lab


def open_page(client, model, id):
    """The form of a page, as a browser keeps it."""
    return form_values(client.get(admin_url(model, "change", id)), model)


def save(client, model, id, form, **changes):
    return client.post(admin_url(model, "change", id), form | changes, follow=True)


def comparison(response):
    """`{row: {field: (opened, theirs, yours)}}` of a page that refuses to save."""
    assert response.status_code == 409
    return {
        row.title: {field.label: field[1:] for field in row.fields}
        for row in response.context["conflict"].differences
    }


def notes(response):
    return {row.title: row.note for row in response.context["conflict"].differences}


def test_second_save_is_refused_and_shows_both_versions(anna, ben, lab):
    first, second = open_page(anna, Lab, "lab"), open_page(ben, Lab, "lab")

    save(anna, Lab, "lab", first, name_en="Liver laboratory", established="2010")
    response = save(ben, Lab, "lab", second, name_en="Hepatology", summary_en="My draft")

    assert comparison(response) == {
        "肝病研究 Liver laboratory": {
            "English name": ("Liver research", "Liver laboratory", "Hepatology"),
            "Established": ("", "2010", ""),
            "English summary": ("", "", "My draft"),
        }
    }
    saves = response.context["conflict"].saves
    assert [entry.username for entry in saves] == ["curator"]
    assert "others have saved this" in form_errors(response)[""][0]
    lab.refresh_from_db()
    assert (lab.name_en, lab.established, lab.summary_en) == ("Liver laboratory", "2010", "")


def test_form_keeps_what_the_curator_typed_and_can_be_saved_after_review(anna, ben, lab):
    first, second = open_page(anna, Lab, "lab"), open_page(ben, Lab, "lab")
    save(anna, Lab, "lab", first, name_en="Liver laboratory", established="2010")

    refused = save(ben, Lab, "lab", second, name_en="Hepatology", topics=["space", "talent"])
    reviewed = form_values(refused, Lab)
    saved = save(ben, Lab, "lab", reviewed)

    assert reviewed["name_en"] == "Hepatology"
    assert "was changed successfully" in messages(saved)[0]
    lab.refresh_from_db()
    assert (lab.name_en, lab.topics) == ("Hepatology", ["space", "talent"])
    assert lab.established == "2010", "a field that only the other curator changed is kept"


def test_invalid_input_is_kept_too(anna, ben, lab):
    first, second = open_page(anna, Lab, "lab"), open_page(ben, Lab, "lab")
    save(anna, Lab, "lab", first, name_en="Liver laboratory")

    refused = save(ben, Lab, "lab", second, aliases="not JSON", closed="soon")

    values = form_values(refused, Lab)
    assert (values["aliases"], values["closed"]) == ("not JSON", "soon")
    assert {"aliases", "closed", ""} == set(form_errors(refused))


def test_reviewed_form_is_refused_again_if_a_third_save_came_first(anna, ben, lab):
    first, second = open_page(anna, Lab, "lab"), open_page(ben, Lab, "lab")
    save(anna, Lab, "lab", first, name_en="Liver laboratory")
    reviewed = form_values(save(ben, Lab, "lab", second, name_en="Hepatology"), Lab)
    save(anna, Lab, "lab", open_page(anna, Lab, "lab"), name_en="Liver centre")

    response = save(ben, Lab, "lab", reviewed)

    assert comparison(response) == {
        "肝病研究 Liver centre": {
            "English name": ("Liver laboratory", "Liver centre", "Hepatology")
        }
    }


def test_statements_and_relations_are_merged_row_by_row(anna, ben, lab):
    first, second = open_page(anna, Lab, "lab"), open_page(ben, Lab, "lab")
    new_statement = {
        "statements-2-property": "established",
        "statements-2-value": "2010",
        "statements-2-source": "source",
    }
    save(
        anna,
        Lab,
        "lab",
        first | new_statement,
        **{"statements-0-note": "Anna", "relations_out-0-title_en": "Lead"},
    )
    added = Statement.objects.get(property="established")

    mine = {
        "statements-1-note": "Ben",
        "statements-2-property": "exists",
        "statements-2-value": "true",
        "statements-2-source": "source",
        "relations_out-0-DELETE": "on",
    }
    refused = save(ben, Lab, "lab", second, **mine)

    assert comparison(refused) == {
        # Its date of establishment has followed Anna's statement.
        str(lab): {"Established": ("", "2010", "")},
        "statement lab.exists.source.1": {"Note": ("Note 1", "Anna", "Note 1")},
        "statement lab.exists.source.2": {"Note": ("Note 2", "Note 2", "Ben")},
        "statement": {
            "Property": ("---------", "---------", "Exists"),
            "Value": ("", "", "true"),
            "Source": ("", "", "source"),
        },
        f"statement {added.id}": {
            "Property": (None, "Established", None),
            "Value": (None, "2010", None),
            "Source": (None, "source", None),
            "Modality": (None, "Stated as a fact", None),
            "Rank": (None, "Normal", None),
        },
        "relation lab.partner.hku": {
            "Role": ("Partner", "Partner", None),
            "Object": ("hku", "hku", None),
            "English title": ("", "Lead", None),
        },
    }
    assert notes(refused)["relation lab.partner.hku"] == "Deleted by you."
    assert notes(refused)[f"statement {added.id}"] == "Added after you opened the page."

    form = form_values(refused, Lab)
    deleted = form.get("relations_out-0-DELETE")
    save(ben, Lab, "lab", form)

    assert deleted == ["on"]
    assert sorted(Statement.objects.values_list("property", "note")) == [
        ("established", ""),
        ("exists", ""),
        ("exists", "Anna"),
        ("exists", "Ben"),
    ]
    assert not Relation.objects.exists()


def test_row_deleted_by_the_other_is_kept_only_if_the_curator_changed_it(anna, ben, lab):
    StatementFactory(id="lab.exists.source.3", subject=lab)
    first, second = open_page(anna, Lab, "lab"), open_page(ben, Lab, "lab")
    deletions = {f"statements-{number}-DELETE": "on" for number in (0, 1)}
    save(anna, Lab, "lab", first, **deletions)

    refused = save(ben, Lab, "lab", second, **{"statements-0-note": "Ben"})

    assert notes(refused) == {
        "statement lab.exists.source.1": "Deleted after you opened the page. Saving adds it again.",
        "statement lab.exists.source.2": "Deleted after you opened the page.",
    }
    save(ben, Lab, "lab", form_values(refused, Lab))
    assert dict(Statement.objects.values_list("id", "note")) == {
        "lab.exists.source.1": "Ben",
        "lab.exists.source.3": "",
    }


def test_row_that_both_deleted_is_gone(anna, ben, lab):
    first, second = open_page(anna, Lab, "lab"), open_page(ben, Lab, "lab")
    save(anna, Lab, "lab", first, **{"statements-0-DELETE": "on"})

    refused = save(ben, Lab, "lab", second, **{"statements-0-DELETE": "on"})

    assert notes(refused) == {"statement lab.exists.source.1": "Deleted after you opened the page."}
    save(ben, Lab, "lab", form_values(refused, Lab))
    assert [statement.id for statement in Statement.objects.all()] == ["lab.exists.source.2"]


def test_change_by_a_command_counts_as_well(ben, lab):
    form = open_page(ben, Lab, "lab")
    Statement.objects.filter(id="lab.exists.source.1").update(note="Corrected")

    response = save(ben, Lab, "lab", form)

    assert comparison(response) == {
        "statement lab.exists.source.1": {"Note": ("Note 1", "Corrected", "Note 1")}
    }
    assert "by a command or SQL" in response.content.decode()


def test_change_of_another_record_is_no_conflict(ben, lab):
    form = open_page(ben, Lab, "lab")
    Institution.objects.get(id="hku").save()
    Record.objects.filter(id="hku").update(name_en="Renamed")

    assert "was changed successfully" in messages(save(ben, Lab, "lab", form))[0]


@pytest.mark.parametrize("resource", FACTORIES)
def test_second_save_of_every_kind_of_record_is_refused(ben, db, resource):
    record = FACTORIES[resource](full=True)
    form = open_page(ben, type(record), record.pk)
    Record.objects.filter(pk=record.pk).update(summary_en="Theirs")

    response = save(ben, type(record), record.pk, form, summary_en="Yours")

    assert comparison(response) == {
        str(record): {"English summary": ("A sentence.", "Theirs", "Yours")}
    }
    again = form_values(response, type(record)) | {"summary_en": "Reviewed"}
    save(ben, type(record), record.pk, again)
    assert Record.objects.get(pk=record.pk).summary_en == "Reviewed"


@pytest.mark.parametrize(
    ("factory", "field"), [(StatementFactory, "note"), (RelationFactory, "title_en")]
)
def test_second_save_of_a_statement_or_relation_is_refused(ben, db, factory, field):
    row = factory(full=True)
    model = type(row)
    form = open_page(ben, model, row.pk)
    model.objects.update(**{field: "Theirs"})

    response = save(ben, model, row.pk, form, **{field: "Yours"})

    (differences,) = comparison(response).values()
    assert [texts[1:] for texts in differences.values()] == [("Theirs", "Yours")]


@pytest.mark.parametrize("version", [None, "", "many", "9" * 30, "999999", "-1"])
def test_form_of_an_unknown_version_is_refused(ben, lab, version):
    form = open_page(ben, Lab, "lab") | {"last_change": version}
    if version is None:
        del form["last_change"]

    response = save(ben, Lab, "lab", form, name_en="Mine")

    assert "does not state which version it shows" in form_errors(response)[""][0]
    assert form_values(response, Lab)["name_en"] == "Mine"
    assert Lab.objects.get().name_en == "Liver research"


def test_malformed_form_is_refused_as_well(ben, lab):
    form = open_page(ben, Lab, "lab")
    Record.objects.filter(id="lab").update(name_en="Theirs")

    response = save(ben, Lab, "lab", form, **{"statements-TOTAL_FORMS": "many"})

    assert response.status_code == 200
    assert "others have saved this" in form_errors(response)[""][0]
    assert Lab.objects.get().name_en == "Theirs"


def test_what_a_curator_typed_into_a_deleted_record_is_shown(ben, lab):
    form = open_page(ben, Lab, "lab")
    Lab.objects.all().delete()

    response = save(ben, Lab, "lab", form, name_en="Hepatology")

    assert comparison(response)["lab"]["English name"] == ("Liver research", None, "Hepatology")
    assert "lab was deleted after you opened the page" in response.content.decode()


def test_comparison_needs_change_permission(client, lab):
    user = User.objects.create_user("reader", is_staff=True)
    client.force_login(user)

    response = client.post(admin_url(Lab, "change", "lab"), {"last_change": "0", "name_en": "Mine"})

    assert response.status_code == 403


def test_statements_that_a_curator_may_only_view_stay_as_they_are(client, lab):
    user = User.objects.create_user("labs", is_staff=True)
    allowed = ("change_lab", "view_lab", "view_statement")
    user.user_permissions.set(Permission.objects.filter(codename__in=allowed))
    client.force_login(user)
    form = open_page(client, Lab, "lab")
    Record.objects.filter(id="lab").update(name_en="Theirs")
    Statement.objects.update(note="Theirs")

    refused = save(client, Lab, "lab", form, summary_en="Yours")
    save(client, Lab, "lab", form_values(refused, Lab))

    assert list(comparison(refused)) == ["肝病研究 Theirs"]
    saved = Lab.objects.get()
    assert (saved.name_en, saved.summary_en) == ("Theirs", "Yours")
    assert set(Statement.objects.values_list("note", flat=True)) == {"Theirs"}


def test_record_that_changed_after_the_confirmation_page_is_not_deleted(ben, lab):
    url = admin_url(Lab, "delete", "lab")
    form = FormParser(ben.get(url).content.decode(), "delete_form").values
    Statement.objects.filter(id="lab.exists.source.1").update(note="Theirs")

    response = ben.post(url, form, follow=True)

    assert messages(response) == [
        "Nothing was changed, because others have saved since you opened the page: lab. Check the"
        " current values, then try again."
    ]
    assert response.redirect_chain == [(url, 302)]
    form = FormParser(response.content.decode(), "delete_form").values
    assert "was deleted successfully" in messages(ben.post(url, form, follow=True))[0]


def test_selected_records_that_changed_after_the_confirmation_page_are_not_deleted(ben, lab):
    LabFactory(id="other")
    page = run_action(ben, Lab, "delete_selected", "lab", "other")
    form = FormParser(page.content.decode(), "delete_form").values
    Record.objects.filter(id="other").update(name_en="Theirs")

    form["_selected_action"] = ["lab", "other"]
    response = ben.post(admin_url(Lab, "changelist"), form, follow=True)

    assert "others have saved since you opened the page: other." in messages(response)[0]
    assert Lab.objects.count() == 2


def test_records_that_changed_after_the_list_was_opened_are_not_withdrawn(ben, lab):
    page = ben.get(admin_url(Lab, "changelist"))
    shown = FormParser(page.content.decode(), "changelist-form").values["last_change"]
    Record.objects.filter(id="lab").update(name_en="Theirs")

    response = run_action(ben, Lab, "withdraw", "lab", last_change=shown)

    assert "others have saved since you opened the page: lab." in messages(response)[0]
    assert Lab.objects.get().status == "published"


def test_action_of_an_unknown_version_is_refused(ben, lab):
    response = run_action(ben, Lab, "withdraw", "lab", last_change="")

    assert "it shows an unknown version" in messages(response)[0]


@pytest.mark.usefixtures("previews")
def test_import_of_a_row_that_changed_after_the_preview_is_refused_and_named(ben, lab):
    LabFactory(id="other")
    rows = [{"id": "lab", "name_en": "Mine"}, {"id": "other", "name_en": "Mine"}]
    preview = upload(ben, Lab, rows)
    Record.objects.filter(id="other").update(summary_en="Theirs")

    response = confirm(ben, Lab, preview)

    assert "others have saved since you opened the page: other." in messages(response)[0]
    assert not Lab.objects.filter(name_en="Mine").exists()


@pytest.mark.usefixtures("previews")
def test_import_of_a_row_that_another_added_after_the_preview_is_refused(ben, db):
    preview = upload(ben, Lab, [LAB])
    LabFactory(id="new", name_en="Theirs")

    response = confirm(ben, Lab, preview)

    assert "others have saved since you opened the page: new." in messages(response)[0]
    assert Lab.objects.get().name_en == "Theirs"


@pytest.mark.django_db(transaction=True)
def test_two_saves_at_the_same_time_cannot_both_succeed():
    LabFactory(id="lab", status="draft", name_en="Opened")
    barrier, statuses = threading.Barrier(2), []

    def edit(username):
        client = Client()
        client.force_login(User.objects.get(username=username))
        form = open_page(client, Lab, "lab")
        barrier.wait(60)
        response = client.post(admin_url(Lab, "change", "lab"), form | {"name_en": username})
        statuses.append((response.status_code, username))
        connection.close()

    for username in ("anna", "ben"):
        User.objects.create_superuser(username)
    threads = [threading.Thread(target=edit, args=[name]) for name in ("anna", "ben")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(status for status, _ in statuses) == [302, 409]
    (winner,) = [username for status, username in statuses if status == 302]
    assert Lab.objects.get().name_en == winner
