"""The ids of statements and relations that left the fixtures, each with its successor, if any."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from hkinno.registry.retired_ids import COLUMNS, RESOURCES

Row = dict[str, Any]
Rows = dict[str, Row]  # the fields of rows by id
Fixtures = Mapping[str, list[Row]]  # the rows of each file by its name
Retired = dict[tuple[str, str], str]  # (resource, id) → the id of the successor, or ""


def retire(retired: Retired, before: Fixtures, after: Fixtures) -> Retired:
    """`retired` with the ids that are in the fixtures `before` and not `after`.

    An id that returned is not retired any more; successors are ids of `after`, or none.
    """
    merged = {
        row["pk"]: row["fields"]["merged_into"] or row["pk"]
        for row in after.get("records.json", [])
    }
    updated = {}
    for resource, find in zip(RESOURCES.values(), (statement_tests, relation_tests), strict=True):
        old, new = _rows(before, resource), _rows(after, resource)
        gone = {id: _successor(id, old, new, find, merged) for id in old.keys() - new.keys()}
        earlier = {id: successor for (name, id), successor in retired.items() if name == resource}
        for id, successor in (earlier | gone).items():
            if id not in new:
                updated[resource, id] = gone.get(successor, successor)
    return dict(sorted(updated.items()))


def serialize_retired(retired: Retired) -> str:
    """The text of the file, one id per line."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerows([COLUMNS, *((*key, successor) for key, successor in retired.items())])
    return file.getvalue()


def _rows(fixtures: Fixtures, resource: str) -> Rows:
    return {row["pk"]: row["fields"] for row in fixtures.get(f"{resource}.json", [])}


Tests = Callable[[Row, Mapping[str, str]], Iterator[tuple[bool, Callable[[Row], bool]]]]


def _successor(id: str, old: Rows, new: Rows, tests: Tests, merged: Mapping[str, str]) -> str:
    """The only row that passes the first test that any row passes; "" if there are several."""
    for must_be_added, test in tests(old[id], merged):
        candidates = [
            key for key, row in new.items() if test(row) and not (must_be_added and key in old)
        ]
        if candidates:
            return candidates[0] if len(candidates) == 1 else ""
    return ""


def statement_tests(
    gone: Row, merged: Mapping[str, str]
) -> Iterator[tuple[bool, Callable[[Row], bool]]]:
    """Whether a successor must have come with the same change, and what it must be like.

    The same value on other lines, or another value on the same ones; then the same value in
    another property, of another subject, or with its subject and value exchanged.
    """

    def shares(*names: str) -> Callable[[Row], bool]:
        return lambda row: (
            row["source"] == gone["source"]
            and all(
                _comparable(row, name, merged) == _comparable(gone, name, merged) for name in names
            )
        )

    def on_same_lines(test: Callable[[Row], bool]) -> Callable[[Row], bool]:
        return lambda row: test(row) and _overlaps(row, gone)

    yield False, on_same_lines(shares("subject", "property", "value"))
    yield False, shares("subject", "property", "value")
    yield True, on_same_lines(shares("subject", "property"))
    yield True, on_same_lines(shares("subject", "value"))
    yield True, on_same_lines(shares("property", "value"))
    ends = [_comparable(gone, name, merged) for name in ("value", "subject")]
    yield (
        True,
        lambda row: (
            row["source"] == gone["source"]
            and _overlaps(row, gone)
            and [_comparable(row, name, merged) for name in ("subject", "value")] == ends
        ),
    )


def _comparable(row: Row, name: str, merged: Mapping[str, str]) -> Any:
    """The value of a field; of one that names a record only its id, of an alias only its text."""
    value = row[name]
    if isinstance(value, dict) and "id" in value and "scheme" not in value:
        return merged.get(value["id"], value["id"])
    if isinstance(value, dict) and "lang" in value:
        return value["value"]
    return merged.get(value, value) if name in ("subject", "object") else value


def _overlaps(row: Row, other: Row) -> bool:
    """Whether two statements by one source cite a line in common, or neither cites any."""
    if row["first_line"] is None or other["first_line"] is None:
        return row["first_line"] is other["first_line"]
    is_before: bool = row["last_line"] < other["first_line"]
    return not is_before and row["first_line"] <= other["last_line"]


def relation_tests(
    gone: Row, merged: Mapping[str, str]
) -> Iterator[tuple[bool, Callable[[Row], bool]]]:
    """As `statement_tests`: the same role, another one, or the other direction."""
    subject, object = (_comparable(gone, name, merged) for name in ("subject", "object"))
    yield (
        False,
        lambda row: (row["subject"], row["role"], row["object"]) == (subject, gone["role"], object),
    )
    yield True, lambda row: (row["subject"], row["object"]) == (subject, object)
    yield True, lambda row: (row["object"], row["subject"]) == (subject, object)
