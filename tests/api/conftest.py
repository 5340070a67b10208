"""Questions to lists, in short."""

import pytest


@pytest.fixture
def ids(client):
    """Gives the ids that a list has under some parameters."""

    def ask(path, **parameters):
        response = client.get(f"/api/v1/{path}/", parameters)
        assert response.status_code == 200, response.content
        return [row["id"] for row in response.json()["results"]]

    return ask


@pytest.fixture
def errors(client):
    """Gives what is wrong with the parameters of a request, part by part."""

    def ask(path, **parameters):
        response = client.get(f"/api/v1/{path}/", parameters)
        assert response.status_code == 400
        assert response.json()["code"] == "invalid-parameter"
        return [
            (error["parameter"], error["code"], error["suggestion"])
            for error in response.json()["errors"]
        ]

    return ask
