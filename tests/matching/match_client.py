"""Posts texts to `/api/v1/match/`, and reads what comes back."""

import json

URL = "/api/v1/match/"


def post_texts(client, body, content_type="application/json", **options):
    """The response to a body, given as bytes or as what JSON says."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(URL, data, content_type, **options)


def errors_of(response):
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == response.status_code
    return [(item["pointer"], item["code"]) for item in response.json()["errors"]]


def chosen(response):
    return [item["chosen"] for item in response.json()["results"]]
