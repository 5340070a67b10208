"""Pages that two curators open, and what a refused save shows."""

from tests.admin.admin_client import (
    admin_url,
    form_values,
)


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
