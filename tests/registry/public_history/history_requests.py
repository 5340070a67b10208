"""Changes, and requests for the public history."""

from django.test import Client

from tests.admin.history_client import next_version


def read(path="labs/lab", **params):
    response = Client().get(f"/api/v1/{path}/changes/", params)
    assert response.status_code == 200, response.content
    return response.json()


def changes(path="labs/lab"):
    """`[(type, [(object, type, {field: (before, after)})])]`, the latest revision first."""
    return [
        (
            entry["type"],
            [
                (
                    row["object"],
                    row["type"],
                    {field["field"]: (field["before"], field["after"]) for field in row["fields"]},
                )
                for row in entry["changes"]
            ],
        )
        for entry in read(path)["results"]
    ]


def update(model, key, **values):
    next_version()
    model.objects.filter(pk=key).update(**values)
