"""Of two curators who open the same version, the second to save sees what the first has saved."""

import pytest
from django.contrib.auth.models import User

from hkinno.registry.models import Record
from labs.models import Lab
from tests.admin.admin_client import (
    admin_url,
    form_errors,
    form_values,
    messages,
)
from tests.admin.concurrency.lost_updates import comparison, open_page, save
from tests.factories import (
    FACTORIES,
    RelationFactory,
    StatementFactory,
)


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


@pytest.mark.untraced
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


@pytest.mark.parametrize("number", ["many", "9" * 8])
def test_malformed_form_is_refused_as_well(ben, lab, number):
    form = open_page(ben, Lab, "lab")
    Record.objects.filter(id="lab").update(name_en="Theirs")

    response = save(ben, Lab, "lab", form, **{"statements-TOTAL_FORMS": number})

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
