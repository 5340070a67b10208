"""The answer key: questions that were answered from the articles, compared with the API.

README.md describes the entries of key.yaml and key_meaning.yaml.
"""

import json
from pathlib import Path

import pytest
import yaml
from django.conf import settings

pytestmark = [pytest.mark.slow, pytest.mark.untraced]

FILES = sorted(Path(__file__).parent.glob("key*.yaml"))
KEY = [entry for path in FILES for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]
KEYS = {"id", "question", "read", "get", "query", "rows", "where", "as", "pick", "answer"}

for_each_entry = pytest.mark.parametrize("entry", KEY, ids=[entry["id"] for entry in KEY])


def get_path(value, path):
    """The value at a dotted path; for a list, the values of its items. None stays None."""
    for name in path.split("."):
        if value is None:
            return None
        value = [item[name] for item in value] if isinstance(value, list) else value[name]
    return value


def pick_values(row, pick):
    """The compared value of a row, or a list of several."""
    return get_path(row, pick) if isinstance(pick, str) else [get_path(row, path) for path in pick]


def select_rows(entry, body):
    """The compared values of the rows of a response that match `where`."""
    conditions = entry.get("where", {})
    return [
        pick_values(row, entry["pick"])
        for row in get_path(body, entry.get("rows", "results"))
        if all(get_path(row, path) == value for path, value in conditions.items())
    ]


def sort_values(values):
    return sorted(values, key=lambda value: json.dumps(value, sort_keys=True))


def extract_answer(entry, body):
    """The answer of the API in the form of the answer of the entry."""
    match entry["as"]:
        case "count":
            return body["count"]
        case "value":
            return pick_values(body, entry["pick"])
        case "first":
            return select_rows(entry, body)[0]
        case "list":
            return select_rows(entry, body)
    return sort_values(select_rows(entry, body))


def query_params(entry):
    """The query parameters; a list in key.yaml becomes one comma-separated value."""
    return {
        name: ",".join(value) if isinstance(value, list) else value
        for name, value in entry.get("query", {}).items()
    }


@pytest.fixture(scope="module")
def articles():
    """The ids of all articles."""
    sources = json.loads((settings.BASE_DIR / "fixtures" / "sources.json").read_text("utf-8"))
    return {row["pk"] for row in sources if row["fields"].get("kind") == "article"}


@pytest.mark.django_db
@for_each_entry
def test_api_gives_the_answer_of_the_key(registry, entry):
    response = registry.get(entry["get"], query_params(entry))

    assert response.status_code == 200, response.content.decode()
    body = response.json()
    assert entry["as"] == "first" or body.get("next") is None
    answer = entry["answer"]
    assert extract_answer(entry, body) == (sort_values(answer) if entry["as"] == "set" else answer)


def test_key_ids_are_unique():
    ids = [entry["id"] for entry in KEY]

    assert sorted(set(ids)) == sorted(ids)


def test_key_has_at_least_100_questions():
    assert len(KEY) >= 100


@for_each_entry
def test_key_entry_has_only_known_parts(entry):
    assert set(entry) - KEYS == set()
    assert entry["as"] in ("list", "set", "count", "value", "first")


@for_each_entry
def test_key_entry_cites_lines_of_articles(entry, articles):
    assert set(entry["read"]) <= articles
    assert all(str(lines) for lines in entry["read"].values())
