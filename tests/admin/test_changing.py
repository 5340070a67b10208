"""Changing a record on its page."""

import json

import pytest

from hkinno.registry.models import Relation, Statement
from labs.models import Lab
from tests.admin.admin_client import (
    admin_url,
    form_values,
    messages,
    run_action,
    submit,
)
from tests.factories import (
    FACTORIES,
    LabFactory,
    StatementFactory,
)


def test_json_is_shown_as_stored(curator, db):
    lab = LabFactory(id="lab", full=True)

    values = form_values(curator.get(admin_url(Lab, "change", "lab")), Lab)

    assert json.loads(values["aliases"]) == lab.aliases
    assert json.loads(values["budget"]) == lab.budget


def test_id_is_not_changed_after_adding(curator, db):
    LabFactory(id="lab", status="draft")
    url = admin_url(Lab, "change", "lab")

    form = form_values(curator.get(url), Lab)
    submit(curator, url, Lab, id="another", name_en="Renamed")

    assert "id" not in form
    assert list(Lab.objects.values_list("id", "name_en")) == [("lab", "Renamed")]


@pytest.mark.untraced
@pytest.mark.parametrize("resource", FACTORIES)
def test_saving_an_unchanged_page_changes_nothing(curator, db, resource):
    record = FACTORIES[resource](full=True)
    StatementFactory(id="record.exists.source.1", subject=record, full=True)
    models = (type(record), Statement, Relation)
    rows = {model: list(model.objects.values()) for model in models}

    response = submit(curator, admin_url(type(record), "change", record.pk), type(record))

    assert "was changed successfully" in messages(response)[0]
    assert {model: list(model.objects.values()) for model in models} == rows


def test_malformed_post_is_not_a_server_error(curator, db):
    LabFactory(id="lab", status="draft")
    url = admin_url(Lab, "change", "lab")

    malformed = curator.post(
        url, form_values(curator.get(url), Lab) | {"statements-TOTAL_FORMS": "many"}
    )
    unstorable = run_action(curator, Lab, "publish", "a\0")

    assert malformed.status_code == 200
    assert messages(unstorable) == ["This cannot be saved. Check the values."]
