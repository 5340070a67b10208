"""The history of an object as its page shows it, and reverts."""

from hkinno.registry.models import Revision
from tests.admin.admin_client import FormParser, admin_url, form_values


def next_version():
    """Let the next write be a transaction of its own, although that of the test goes on."""
    Revision.objects.update(writer="")


def edit(client, model, id, **changes):
    next_version()
    url = admin_url(model, "change", id)
    response = client.post(url, form_values(client.get(url), model) | changes)
    assert response.status_code == 302


def history(client, model, id):
    """`[(user, {row: {field: (before, after)}})]`, the latest version first."""
    versions = client.get(admin_url(model, "history", id)).context["versions"]
    return [
        (
            version.username,
            {row.title: {field.label: field[1:] for field in row.fields} for row in version.rows},
        )
        for version in versions
    ]


def versions(client, model, id):
    """The numbers of its versions, the oldest first."""
    page = client.get(admin_url(model, "history", id))
    return [version.revision for version in reversed(page.context["versions"])]


def revert_page(client, model, id, number):
    return client.get(admin_url(model, "revert", id, number))


def revert(client, model, id, number):
    page = revert_page(client, model, id, number)
    next_version()
    form = FormParser(page.content.decode(), "revert_form").values
    return client.post(admin_url(model, "revert", id, number), form, follow=True)
