"""The answer key: questions of users, answered by reading the articles, then asked of the API.

README.md says how an entry of key.yaml is read.
"""

import json
from pathlib import Path

import pytest
import yaml
from django.conf import settings

KEY = yaml.safe_load((Path(__file__).parent / "key.yaml").read_text(encoding="utf-8"))
KEYS = {"id", "question", "read", "get", "query", "rows", "where", "as", "pick", "answer"}

each_question = pytest.mark.parametrize("entry", KEY, ids=[entry["id"] for entry in KEY])


def dig(value, path):
    """The value at the end of a dotted path, of a list those of its items; null stays null."""
    for name in path.split("."):
        if value is None:
            return None
        value = [each[name] for each in value] if isinstance(value, list) else value[name]
    return value


def picked(row, pick):
    """What is compared of one row: a value, or several in their order."""
    return dig(row, pick) if isinstance(pick, str) else [dig(row, path) for path in pick]


def rows(entry, body):
    """The rows of an answer that the question is about, each as what is compared of it."""
    wanted = entry.get("where", {})
    return [
        picked(row, entry["pick"])
        for row in dig(body, entry.get("rows", "results"))
        if all(dig(row, path) == value for path, value in wanted.items())
    ]


def in_any_order(values):
    return sorted(values, key=lambda value: json.dumps(value, sort_keys=True))


def compared(entry, body):
    """The answer of the API in the shape of the entry's own."""
    match entry["as"]:
        case "count":
            return body["count"]
        case "value":
            return picked(body, entry["pick"])
        case "first":
            return rows(entry, body)[0]
        case "list":
            return rows(entry, body)
    return in_any_order(rows(entry, body))


def query(entry):
    """The parameters of a question; a list in key.yaml is one value with commas."""
    return {
        name: ",".join(value) if isinstance(value, list) else value
        for name, value in entry.get("query", {}).items()
    }


@pytest.mark.django_db
@each_question
def test_key_answer_is_what_the_api_says(registry, entry):
    response = registry.get(entry["get"], query(entry))

    assert response.status_code == 200, response.content.decode()
    body = response.json()
    assert entry["as"] == "first" or body.get("next") is None
    answer = entry["answer"]
    assert compared(entry, body) == (in_any_order(answer) if entry["as"] == "set" else answer)


def test_key_ids_are_unique():
    ids = [entry["id"] for entry in KEY]

    assert sorted(set(ids)) == sorted(ids)


def test_key_has_questions_enough():
    assert len(KEY) >= 100


@each_question
def test_key_entry_has_no_misspelt_part(entry):
    assert set(entry) - KEYS == set()
    assert entry["as"] in ("list", "set", "count", "value", "first")


@each_question
def test_key_entry_names_articles_and_lines(entry):
    sources = json.loads((settings.BASE_DIR / "fixtures" / "sources.json").read_text("utf-8"))
    articles = {row["pk"] for row in sources if row["fields"].get("kind") == "article"}

    assert set(entry["read"]) <= articles
    assert all(str(lines) for lines in entry["read"].values())
