"""The shape of every error, and a reader who prefers Chinese."""

from hkinno.api.errors.problem_types import PROBLEM_TYPES

KEYS = ["type", "title", "status", "detail", "instance", "code", "errors"]
CHINESE = {"accept-language": "zh-HK"}


def assert_problem(response, status, code):
    """Assert the shape that every error has; gives the body."""
    body = response.json()
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert list(body) == KEYS
    assert (body["status"], body["code"]) == (status, code)
    assert body["type"] == f"http://testserver/problems/{code}/"
    assert body["title"] == str(PROBLEM_TYPES[code].title)
    return body
