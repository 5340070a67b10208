"""The URL of the reconciliation service, and short forms of its responses."""

URL = "/api/v1/reconcile/"
FORM = "application/x-www-form-urlencoded"


def matches(response, name="q0"):
    return [(item["id"], item["match"]) for item in response.json()[name]["result"]]


def errors_of(response):
    assert response["Content-Type"] == "application/problem+json"
    return [
        (item["parameter"], item["pointer"], item["code"]) for item in response.json()["errors"]
    ]
