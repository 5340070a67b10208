"""A form that violates a constraint shows the error and keeps the submitted values."""

import pytest
from django.apps import apps

from hkinno.registry.admin.db_errors import CONSTRAINT_ERRORS
from tests.admin.admin_client import admin_url, form_errors, form_values, submit
from tests.admin.invalid_forms import CASES, GENERATED, NOT_EDITABLE, SELF_REFERENCES, VALID_FORMS

LABELS = ("registry", "labs", "programmes", "events")


@pytest.mark.parametrize(
    ("constraint", "model", "changes", "expected"), CASES, ids=[c[0] for c in CASES]
)
def test_violated_constraint_is_shown_with_the_submitted_values(
    curator, rows, constraint, model, changes, expected
):
    count = model.objects.count()
    form = VALID_FORMS[model] | changes

    response = submit(curator, admin_url(model, "add"), model, **form)

    assert form_errors(response) == expected
    assert model.objects.count() == count
    values = form_values(response, model)
    # A select cannot show a value that is not among its choices.
    lost = {name: value for name, value in form.items() if values.get(name, "") != value}
    assert set(lost) <= set(expected)


@pytest.mark.parametrize(("constraint", "model", "id", "field", "error"), SELF_REFERENCES)
def test_record_cannot_refer_to_itself(curator, rows, constraint, model, id, field, error):
    response = submit(curator, admin_url(model, "change", id), model, **{field: id})

    assert form_errors(response) == {"": [error]}
    assert form_values(response, model)[field] == id


@pytest.mark.parametrize("model", VALID_FORMS, ids=lambda model: model._meta.model_name)
def test_valid_form_is_saved(curator, rows, model):
    count = model.objects.count()

    submit(curator, admin_url(model, "add"), model, **VALID_FORMS[model])

    assert model.objects.count() == count + 1


def test_every_constraint_has_a_case():
    models_by_app = [app.get_models() for app in apps.get_app_configs() if app.label in LABELS]
    constraints = {
        constraint.name
        for models in models_by_app
        for model in models
        for constraint in model._meta.constraints
    }
    tested = {case[0] for case in CASES} | {case[0] for case in SELF_REFERENCES}

    assert (constraints | set(CONSTRAINT_ERRORS)) - tested == NOT_EDITABLE | GENERATED | {
        "record_id_is_permanent"
    }
