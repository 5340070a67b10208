"""Statements and relations that two curators change on the page of a record."""

from django.contrib.auth.models import Permission, User

from hkinno.registry.models import Record, Relation, Statement
from labs.models import Institution, Lab
from tests.admin.admin_client import (
    form_values,
    messages,
)
from tests.admin.concurrency.lost_updates import comparison, notes, open_page, save
from tests.factories import (
    StatementFactory,
)


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
