"""The committed fixtures as plain Python: what a list should answer, with no query of ours."""

import json
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
LIFESPANS = {
    "institutions": ("established", "closed"),
    "labs": ("established", "closed"),
    "facilities": ("opened", "closed"),
    "programmes": ("launched", "closed"),
    "awards": ("period", "period"),
    "observations": ("period", "period"),
    "events": ("starts", "ends"),
    "sources": ("published", "published"),
}
SYMMETRIC = ("partner", "works-with")


def read(*models):
    """The rows of some models: id and columns."""
    rows = [row for file in sorted(FIXTURES.glob("*.json")) for row in json.loads(file.read_text())]
    return [
        row["fields"] | {"id": row["pk"]} for row in rows if not models or row["model"] in models
    ]


RECORDS = {}
for each in read():
    if "property" not in each and "role" not in each:
        RECORDS.setdefault(each["id"], {}).update(each)
RELATIONS = read("registry.relation")
STATEMENTS = read("registry.statement")


def rows_of(resource):
    return [row for row in RECORDS.values() if row["resource"] == resource]


def ends(date):
    """The first and last day of a partial date, as texts that compare as the days do."""
    first, _slash, last = date.partition("/")
    last = last or first
    return (
        "" if first == ".." else first + "-01-01"[len(first) - 4 :],
        "9999" if last == ".." else last + "-12-31"[len(last) - 4 :],
    )


def compares(how, own, other):
    """Whether two spans, each with its first and its last, stand so to each other."""
    return {
        "": own[0] <= other[1] and own[1] >= other[0],
        "gt": own[0] > other[1],
        "gte": own[1] >= other[0],
        "lt": own[1] < other[0],
        "lte": own[0] <= other[1],
    }[how]


def date_is(column, how, value):
    return lambda row: row[column] is not None and compares(how, ends(row[column]), ends(value))


def span_of(quantity):
    """The least and the most that a quantity may be."""
    if quantity["value"] is None:
        several = Decimal(quantity["magnitude"])
        return several * 2, several * 9
    return Decimal(quantity["value"]), Decimal(quantity["max"] or quantity["value"])


def amount_is(column, how, value, unit):
    value = Decimal(value)
    return lambda row: (
        row[column] is not None
        and row[column]["unit"] == unit
        and compares(how, span_of(row[column]), (value, value))
    )


def holds(first, last, at):
    """Whether two dates, either of them unknown, leave a time possible."""
    begins, over = ends(at)[1], ends(at)[0]
    return (not first or ends(first)[0] <= begins) and (not last or ends(last)[1] >= over)


def is_valid_at(row, at):
    """Whether the dates of a record leave a time possible."""
    if row["resource"] not in LIFESPANS:
        return True
    first, last = (row[name] for name in LIFESPANS[row["resource"]])
    return holds(first, last or (first if row["resource"] == "events" else None), at)


def related(row, role, direction, at=None):
    """The ids to which a role joins a record: `out`, `in`, or both ways."""
    found = set()
    for relation in RELATIONS:
        if relation["role"] != role or (at and not holds(relation["since"], relation["until"], at)):
            continue
        if relation["subject"] == row["id"] and direction != "in":
            found.add(relation["object"])
        if relation["object"] == row["id"] and direction != "out":
            found.add(relation["subject"])
    return found


def containing_places(place):
    """A place and all in which it lies."""
    found = []
    while place and place not in found:
        found.append(place)
        place = RECORDS[place]["part_of"]
    return found


def is_within(row, place):
    is_place = row["resource"] == "places"
    return place in containing_places(row["place"]) or (
        is_place and place in containing_places(row["part_of"])
    )


def statements_about(row):
    return [each for each in STATEMENTS if each["subject"] == row["id"]]


# The texts that are searched, and whose names find those that have none of their own.
SEARCHED = "name_zh name_en summary_zh summary_en".split()
OTHER_SEARCHED = (
    "statement_zh statement_en definition_zh definition_en publisher_zh publisher_en byline"
)
SEARCHED += OTHER_SEARCHED.split()
NAMED = {
    "awards": ("programme", "funder"),
    "targets": ("subject", "programme"),
    "observations": ("indicator", "subject"),
}


def names_of(row):
    return [row["name_zh"], row["name_en"], *(alias["value"] for alias in row["aliases"])]


def texts_of(row):
    focus = [word for field in row["focus"] for word in field.values()]
    return [*names_of(row), *focus, *(row[name] for name in SEARCHED if row.get(name))]


def has_words(texts, words):
    """Whether each word is in one of the texts: a beginning of a word where it is Latin."""
    texts = [text.lower() for text in texts]
    return all(any(re.search(begins(word), text) for text in texts) for word in words)


def begins(word):
    return rf"(?<![0-9a-z]){word}" if word.isascii() else word


def is_found(row, words):
    """Whether a search for some words finds a row, by its own texts or by the names of others."""
    others = [row[name] for name in NAMED.get(row["resource"], ()) if row[name]]
    named = any(has_words(names_of(RECORDS[other]), words) for other in others)
    return named or has_words(texts_of(row), words)


def sorted_by(rows, keys):
    """Null last, reversed or not, and the id breaks ties."""
    rows = sorted(rows, key=lambda row: row["id"])
    for key in reversed(keys):
        name = key.removeprefix("-")
        known = [row for row in rows if place_of(row, name) is not None]
        unknown = [row for row in rows if place_of(row, name) is None]
        rows = sorted(known, key=lambda row: place_of(row, name), reverse=key[0] == "-") + unknown
    return rows


def place_of(row, name):
    """What a row is ordered by."""
    if name == "statement_count":
        return len(statements_about(row))
    if name == "name":
        return row["name_en"]
    value = row[name]
    if isinstance(value, str) and name in ("established", "closed", "opened", "launched", "due"):
        return ends(value)
    if isinstance(value, str) and name in ("starts", "ends", "period", "published"):
        return ends(value)
    return None if value == "" else value


def count_values(rows, values):
    """How often each value occurs, None for rows without any."""
    counts = Counter()
    for row in rows:
        counts.update(values(row) or [None])
    return dict(counts)


def is_plan(row, column):
    """Whether a row is planned, or nobody states that column of it as a fact."""
    said = {
        each["modality"]
        for each in statements_about(row)
        if each["property"] == column and each["rank"] != "deprecated"
    }
    only_planned = said & {"planned", "proposed"} and not said & {"stated", "claimed"}
    return row["stage"] in ("planned", "proposed") or bool(only_planned)


def sum_values(rows, column):
    """By unit and whether planned: how many are sum_values, how many left out, and the sum."""
    found = {}
    for row in rows:
        if row[column] is None:
            continue
        quantity = row[column]
        is_one = quantity["unit"] and quantity["value"] and not quantity["max"]
        key = (quantity["unit"], is_plan(row, column))
        count, left_out, total = found.get(key, (0, 0, None))
        if is_one:
            total = (total or 0) + Decimal(quantity["value"])
        found[key] = (count + bool(is_one), left_out + (not is_one), total)
    return found
