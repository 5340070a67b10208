"""How many forms a page of the admin builds, whatever number a request names."""

import pytest
from django.contrib.admin import site
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth.models import Group, User
from django.forms import inlineformset_factory

from hkinno.registry.admin.concurrency.form_state import MAX_NEW_ROWS
from hkinno.registry.admin.forms.model_forms import EvidenceFormSet
from hkinno.registry.models import Statement
from labs.models import Lab
from tests.admin.admin_client import admin_url, form_values, submit

NUMBERS = ["9" * 8, "9" * 30]


def formset(lab, total):
    factory = inlineformset_factory(
        Lab, Statement, formset=EvidenceFormSet, fk_name="subject", fields=["note"]
    )
    return factory({"statements-TOTAL_FORMS": total, "statements-INITIAL_FORMS": "2"}, instance=lab)


def test_page_has_room_for_new_rows(lab):
    assert len(formset(lab, 2 + MAX_NEW_ROWS).forms) == 2 + MAX_NEW_ROWS


@pytest.mark.parametrize("number", [3 + MAX_NEW_ROWS, *NUMBERS])
def test_no_form_is_built_of_too_many(lab, number):
    rows = formset(lab, number)

    assert rows.forms == []
    assert list(rows.non_form_errors()) == [f"Please submit at most {2 + MAX_NEW_ROWS} forms."]


@pytest.mark.untraced
@pytest.mark.parametrize("prefix", ["statements", "relations_out", "relations_in"])
@pytest.mark.parametrize("number", NUMBERS)
def test_too_many_rows_are_refused(curator, lab, prefix, number):
    url = admin_url(Lab, "change", "lab")

    response = submit(curator, url, Lab, name_en="Mine", **{f"{prefix}-TOTAL_FORMS": number})

    refused = [
        inline.formset.prefix
        for inline in response.context["inline_admin_formsets"]
        if "Please submit at most" in str(inline.formset.non_form_errors())
    ]
    assert refused == [prefix]
    assert form_values(response, Lab)["name_en"] == "Mine"
    assert Lab.objects.get().name_en == "Liver research"


@pytest.mark.parametrize("model", [User, Group, Lab])
def test_list_builds_no_forms(curator, lab, model):
    numbers = {f"form-{name}_FORMS": NUMBERS[0] for name in ("TOTAL", "INITIAL")}

    response = curator.post(admin_url(model, "changelist"), {"_save": "Save", **numbers})

    assert response.context["cl"].formset is None


def test_every_inline_limits_its_forms():
    inlines = [
        inline
        for model_admin in site._registry.values()
        for inline in (*model_admin.inlines, *model_admin.get_inlines(None, Lab(id="lab")))
    ]

    assert {inline.formset for inline in inlines} == {EvidenceFormSet}
    assert not any(model_admin.list_editable for model_admin in site._registry.values())


def test_empty_autocomplete_needs_no_query(curator, monkeypatch):
    """Django compiles a query for no rows, which took a tenth of the time of a form."""
    monkeypatch.setattr(AutocompleteSelect, "optgroups", None)

    page = form_values(curator.get(admin_url(Lab, "add")), Lab)

    assert (page["host"], page["statements-0-source"]) == ("", "")
