"""A reference model of the API in plain Python, over the JSON of the committed fixtures."""

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
    """The rows of some models, or of all, as dictionaries of id and columns."""
    rows = [row for file in sorted(FIXTURES.glob("*.json")) for row in json.loads(file.read_text())]
    return [
        row["fields"] | {"id": row["pk"]} for row in rows if not models or row["model"] in models
    ]


RECORDS = {}
for row in read():
    if "property" not in row and "role" not in row:
        RECORDS.setdefault(row["id"], {}).update(row)
RELATIONS = read("registry.relation")
STATEMENTS = read("registry.statement")


def rows_of(resource):
    rows = RECORDS.values()
    return [row for row in rows if row["resource"] == resource and not row["merged_into"]]


def bounds(date):
    """The first and last day of a partial date, as strings that sort like the days."""
    first, _slash, last = date.partition("/")
    last = last or first
    return (
        "" if first == ".." else first + "-01-01"[len(first) - 4 :],
        "9999" if last == ".." else last + "-12-31"[len(last) - 4 :],
    )


def in_range(lookup, own, other):
    """Whether a range matches another by a lookup; ranges are pairs of first and last value."""
    return {
        "": own[0] <= other[1] and own[1] >= other[0],
        "gt": own[0] > other[1],
        "gte": own[1] >= other[0],
        "lt": own[1] < other[0],
        "lte": own[0] <= other[1],
    }[lookup]


def can_be_in_range(lookup, own, other):
    """Whether one day of a range, as pairs of first and last day, can match another by a lookup."""
    return {
        "": own[0] <= other[1] and own[1] >= other[0],
        "gt": own[1] > other[1],
        "gte": own[1] >= other[0],
        "lt": own[0] < other[0],
        "lte": own[0] <= other[1],
    }[lookup]


def date_is(column, lookup, value):
    """Whether a date does not exclude a condition: as with `dates=possible`."""
    return lambda row: (
        row[column] is not None and can_be_in_range(lookup, bounds(row[column]), bounds(value))
    )


def range_of(quantity):
    """The minimum and maximum of a quantity."""
    if quantity["value"] is None:
        magnitude = Decimal(quantity["magnitude"])
        return magnitude * 2, magnitude * 9
    return Decimal(quantity["value"]), Decimal(quantity["max"] or quantity["value"])


def amount_is(column, lookup, value, unit):
    value = Decimal(value)
    return lambda row: (
        row[column] is not None
        and row[column]["unit"] == unit
        and in_range(lookup, range_of(row[column]), (value, value))
    )


def can_include(first, last, at):
    """Whether a period with these dates, which may be unknown, can include a time."""
    earliest, latest = bounds(at)
    return (not first or bounds(first)[0] <= latest) and (not last or bounds(last)[1] >= earliest)


def is_valid_at(row, at):
    """Whether a record can exist at a time according to its dates."""
    if row["resource"] not in LIFESPANS:
        return True
    first, last = (row[name] for name in LIFESPANS[row["resource"]])
    return can_include(first, last or (first if row["resource"] == "events" else None), at)


def related(row, role, direction, at=None):
    """The ids of records related in fact by a role in a direction: `out`, `in` or `both`."""
    ids = set()
    for relation in RELATIONS:
        if relation["role"] != role or relation["modality"] != "stated":
            continue
        if at and not can_include(relation["since"], relation["until"], at):
            continue
        if relation["subject"] == row["id"] and direction != "in":
            ids.add(relation["object"])
        if relation["object"] == row["id"] and direction != "out":
            ids.add(relation["subject"])
    return ids


def containing_places(place):
    """A place and all places that contain it."""
    places = []
    while place and place not in places:
        places.append(place)
        place = RECORDS[place]["part_of"]
    return places


def is_within(row, place):
    is_place = row["resource"] == "places"
    return place in containing_places(row["place"]) or (
        is_place and place in containing_places(row["part_of"])
    )


def statements_about(row):
    return [statement for statement in STATEMENTS if statement["subject"] == row["id"]]


def sources_of(row):
    return {statement["source"] for statement in statements_about(row)}


# The searched columns, and the references of records without a name, by whose names they are found.
SEARCHED = "name_zh name_en summary_zh summary_en".split()
OTHER_SEARCHED = (
    "statement_zh statement_en definition_zh definition_en publisher_zh publisher_en byline"
)
SEARCHED += OTHER_SEARCHED.split()
NAME_REFERENCES = {
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
    """Whether each word is in one of the texts; Latin words match as prefixes."""
    texts = [text.lower() for text in texts]
    return all(any(re.search(word_pattern(word), text) for text in texts) for word in words)


def word_pattern(word):
    return rf"(?<![0-9a-z]){word}" if word.isascii() else word


def is_found(row, words):
    """Whether a search finds a row, by its own texts or the names of records it refers to."""
    others = [row[name] for name in NAME_REFERENCES.get(row["resource"], ()) if row[name]]
    is_named = any(has_words(names_of(RECORDS[other]), words) for other in others)
    return is_named or has_words(texts_of(row), words)


def sorted_by(rows, keys):
    """The rows in an order, with nulls last in either direction; the id breaks ties."""
    rows = sorted(rows, key=lambda row: row["id"])
    for key in reversed(keys):
        name = key.removeprefix("-")
        known = [row for row in rows if sort_value(row, name) is not None]
        unknown = [row for row in rows if sort_value(row, name) is None]
        rows = sorted(known, key=lambda row: sort_value(row, name), reverse=key[0] == "-") + unknown
    return rows


def sort_value(row, name):
    """The value that a row is ordered by, None if it has none."""
    if name == "statement_count":
        return len(statements_about(row))
    if name == "name":
        return row["name_en"]
    value = row[name]
    if isinstance(value, str) and name in ("established", "closed", "opened", "launched", "due"):
        return bounds(value)
    if isinstance(value, str) and name in ("starts", "ends", "period", "published"):
        return bounds(value)
    return None if value == "" else value


def count_values(rows, values):
    """The number of rows by value, with None for rows without a value."""
    counts = Counter()
    for row in rows:
        counts.update(values(row) or [None])
    return dict(counts)


def is_plan(row, column):
    """Whether a row is planned, or a column of it is only stated as planned or proposed."""
    modalities = {
        statement["modality"]
        for statement in statements_about(row)
        if statement["property"] == column and statement["rank"] != "deprecated"
    }
    only_planned = modalities & {"planned", "proposed"} and not modalities & {"stated", "claimed"}
    return row["stage"] in ("planned", "proposed") or bool(only_planned)


def sum_values(rows, column):
    """Tuples of count, number of rows left out, and sum, by unit and whether planned."""
    sums = {}
    for row in rows:
        if row[column] is None:
            continue
        quantity = row[column]
        is_one = quantity["unit"] and quantity["value"] and not quantity["max"]
        key = (quantity["unit"], is_plan(row, column))
        count, left_out, total = sums.get(key, (0, 0, None))
        if is_one:
            total = (total or 0) + Decimal(quantity["value"])
        sums[key] = (count + bool(is_one), left_out + (not is_one), total)
    return sums
