"""Assertions about problem details (RFC 9457), and a header that requests Chinese."""

from hkinno.api.errors.problem_types import PROBLEM_TYPES

KEYS = ["type", "title", "status", "detail", "instance", "code", "errors"]
CHINESE = {"accept-language": "zh-HK"}


def assert_problem(response, status, code):
    """Assert that a response is a problem of this status and code, and return its body."""
    body = response.json()
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert list(body) == KEYS
    assert (body["status"], body["code"]) == (status, code)
    assert body["type"] == f"http://testserver/problems/{code}/"
    assert body["title"] == str(PROBLEM_TYPES[code].title)
    return body
