"""Where the reconciliation service is, and what its answers say, in short."""

ADDRESS = "/api/v1/reconcile/"
FORM = "application/x-www-form-urlencoded"


def matched(response, name="q0"):
    return [(each["id"], each["match"]) for each in response.json()[name]["result"]]


def faults(response):
    assert response["Content-Type"] == "application/problem+json"
    return [
        (each["parameter"], each["pointer"], each["code"]) for each in response.json()["errors"]
    ]


def short_name(value):
    """An alias of a record."""
    return {"value": value, "lang": "en", "type": "short", "since": None, "until": None}
