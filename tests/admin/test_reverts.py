"""A revert makes an earlier version the latest."""

import pytest
from django.contrib.auth.models import Permission, User

from hkinno.registry.models import Record, Relation, Revision, Statement
from labs.models import Lab
from tests.admin.admin_client import FormParser, admin_url, form_errors, form_values, messages
from tests.admin.history_client import edit, history, next_version, revert, revert_page, versions
from tests.factories import (
    FACTORIES,
    InstitutionFactory,
    PlaceFactory,
    RelationFactory,
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


def test_revert_previews_and_restores_rows_under_their_ids(curator, published_lab):
    relation = {"id": "lab.partner.hku", "role": "partner", "object": InstitutionFactory(id="hku")}
    RelationFactory(subject=published_lab, **relation)
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


def test_revert_writes_a_new_version_and_keeps_the_history(curator, published_lab):
    edit(curator, Lab, "lab", name_en="Second name")
    before = history(curator, Lab, "lab")

    revert(curator, Lab, "lab", versions(curator, Lab, "lab")[0])

    after = history(curator, Lab, "lab")
    assert after[1:] == before
    assert after[0] == ("curator", {"lab": {"English name": ("Second name", "First name")}})


def test_statement_is_reverted_on_its_own_page(curator, published_lab):
    edit(curator, Statement, "lab.exists.source.1", note="Changed")
    number = versions(curator, Statement, "lab.exists.source.1")[0]

    revert(curator, Statement, "lab.exists.source.1", number)

    assert Statement.objects.get().note == ""


def test_revert_that_breaks_a_rule_is_refused_with_the_reason(curator, published_lab):
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


def test_revert_over_a_change_that_its_preview_does_not_show_is_refused(curator, published_lab):
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


def test_revert_to_equal_values_offers_nothing(curator, published_lab):
    page = revert_page(curator, Lab, "lab", versions(curator, Lab, "lab")[0])

    assert "The current values are those of this version." in page.content.decode()


def test_reader_sees_the_history_and_cannot_revert(reader, published_lab):
    number = versions(reader, Lab, "lab")[0]

    assert "Revert to" not in reader.get(admin_url(Lab, "history", "lab")).content.decode()
    assert revert_page(reader, Lab, "lab", number).status_code == 403


def test_revert_leaves_rows_that_the_user_may_only_view(client, published_lab):
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
