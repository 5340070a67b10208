"""What lists of the admin answer to selections and queries that none of their pages sends."""

import pytest
from django.contrib.auth.models import Group, User

from hkinno.registry.history import last_change
from labs.models import Lab
from tests.admin.admin_client import admin_url


@pytest.mark.parametrize("model", [User, Group, Lab])
@pytest.mark.parametrize("key", ["a", "\0", "9" * 30, ""])
def test_selection_of_an_object_that_cannot_exist(curator, model, key):
    form = {"action": "delete_selected", "_selected_action": key, "last_change": last_change()}

    assert curator.post(admin_url(model, "changelist"), form).status_code in (200, 302, 400)


def test_error_of_a_selection_names_the_value(curator):
    form = {"action": "delete_selected", "_selected_action": "abc"}

    response = curator.post(admin_url(User, "changelist"), form)

    assert response.status_code == 400
    assert "“abc” value must be an integer." in response.text


def test_export_by_an_unknown_filter_is_a_bad_request_that_names_it(curator):
    response = curator.get(admin_url(Lab, "export"), {"hots": "hku"})

    assert response.status_code == 400
    assert "hots" in response.text
