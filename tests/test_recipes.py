"""The requests in the documentation work, and their responses are as documented."""

import json
import re

import pytest
from django.conf import settings

PAGES = ("README.md", "docs/recipes.md", "docs/exporting-data.md")
BLOCK = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
REQUEST = re.compile(r"^(?:GET |curl 'http://127\.0\.0\.1:8000)(/[^'\n]*)", re.MULTILINE)


def requests() -> list[tuple[str, dict | None]]:
    """Each documented URL, with the documented response or None."""
    examples: list[tuple[str, dict | None]] = []
    for page in PAGES:
        for language, text in BLOCK.findall((settings.BASE_DIR / page).read_text("utf-8")):
            if language == "json":
                examples[-1] = (examples[-1][0], json.loads(text))
            examples += [(address, None) for address in REQUEST.findall(text)]
    return examples


def select(response: object, part: object) -> object:
    """The documented part of a response: the same keys and rows."""
    if isinstance(part, dict):
        return {key: select(response[key], part[key]) for key in part}
    if isinstance(part, list) and isinstance(response, list):
        return [select(*pair) for pair in zip(response, part, strict=True)]
    return response


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "part"), requests())
def test_documented_request_has_the_documented_response(registry, address, part):
    response = registry.get(address)

    body = response.getvalue()  # also works for streams

    assert response.status_code == (part or {}).get("status", 200)
    if part:
        assert select(json.loads(body), part) == part
    elif response["Content-Type"] == "application/json":
        assert (json.loads(body) or {}).get("results", True)


def test_documentation_has_three_responses():
    assert len([part for _, part in requests() if part]) == 3
