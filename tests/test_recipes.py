"""Every request of the README and of the recipes is made, and the answers shown are true."""

import json
import re

import pytest
from django.conf import settings

PAGES = ("README.md", "docs/recipes.md", "docs/taking-data-away.md")
BLOCK = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
REQUEST = re.compile(r"^(?:GET |curl 'http://127\.0\.0\.1:8000)(/[^'\n]*)", re.MULTILINE)


def requests() -> list[tuple[str, dict | None]]:
    """Each address that the pages name, with the answer shown below it if there is one."""
    found: list[tuple[str, dict | None]] = []
    for page in PAGES:
        for language, text in BLOCK.findall((settings.BASE_DIR / page).read_text("utf-8")):
            if language == "json":
                found[-1] = (found[-1][0], json.loads(text))
            found += [(address, None) for address in REQUEST.findall(text)]
    return found


def shown(answer: object, part: object) -> object:
    """The part of an answer that has the keys and rows that a page shows."""
    if isinstance(part, dict):
        return {key: shown(answer[key], part[key]) for key in part}
    if isinstance(part, list) and isinstance(answer, list):
        return [shown(*pair) for pair in zip(answer, part, strict=True)]
    return answer


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "part"), requests())
def test_request_answers_as_it_is_shown(registry, address, part):
    response = registry.get(address)

    body = response.getvalue()  # also of a stream, which is made while it is read

    assert response.status_code == (part or {}).get("status", 200)
    if part:
        assert shown(json.loads(body), part) == part
    elif response["Content-Type"] == "application/json":
        assert (json.loads(body) or {}).get("results", True)


def test_there_are_requests_to_make():
    assert len([part for _, part in requests() if part]) == 3
