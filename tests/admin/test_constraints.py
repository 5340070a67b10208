"""Whatever rule a person breaks on a page is said there, and all that was typed is still there."""

import pytest
from django.apps import apps

from hkinno.registry.admin.db_errors import OWN
from tests.admin.admin_client import address, errors, fill, typed
from tests.admin.broken_forms import CASES, MADE, OF_ITSELF, OUT_OF_REACH, SOUND

LABELS = ("registry", "labs", "programmes", "events")


@pytest.mark.parametrize(("rule", "model", "changes", "expected"), CASES, ids=[c[0] for c in CASES])
def test_broken_rule_is_said_on_the_page_with_all_that_was_typed(
    curator, rows, rule, model, changes, expected
):
    count = model.objects.count()
    form = SOUND[model] | changes

    response = fill(curator, address(model, "add"), model, **form)

    assert errors(response) == expected
    assert model.objects.count() == count
    kept = typed(response, model)
    # A list shows no word that it does not have.
    shown = {name: value for name, value in form.items() if kept.get(name, "") != value}
    assert set(shown) <= set(expected)


@pytest.mark.parametrize(("rule", "model", "id", "field", "said"), OF_ITSELF)
def test_record_is_no_part_of_itself(curator, rows, rule, model, id, field, said):
    response = fill(curator, address(model, "change", id), model, **{field: id})

    assert errors(response) == {"": [said]}
    assert typed(response, model)[field] == id


@pytest.mark.parametrize("model", SOUND, ids=lambda model: model._meta.model_name)
def test_sound_rows_of_the_cases_are_saved(curator, rows, model):
    count = model.objects.count()

    fill(curator, address(model, "add"), model, **SOUND[model])

    assert model.objects.count() == count + 1


def test_each_rule_has_a_case():
    ours = [app.get_models() for app in apps.get_app_configs() if app.label in LABELS]
    rules = {rule.name for models in ours for model in models for rule in model._meta.constraints}
    tried = {case[0] for case in CASES} | {case[0] for case in OF_ITSELF}

    assert (rules | set(OWN)) - tried == OUT_OF_REACH | MADE | {"record_id_is_permanent"}
