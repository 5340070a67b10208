"""What the last change of a row was, in words of both languages."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.text import capfirst

from hkinno.registry.history import history_fields
from hkinno.registry.models import Change, Record, Relation, Statement, statement_properties
from hkinno.registry.vocabularies.record_choices import Status

RECORD_TABLE = Record._meta.db_table
EVIDENCE = {
    Statement._meta.db_table: ("陳述", "statements"),
    Relation._meta.db_table: ("關係", "relations"),
}


class Phrase(NamedTuple):
    """The same in Chinese and in English."""

    zh: str
    en: str


ADDED, CHANGED, DELETED = (
    Phrase("新增", "added"),
    Phrase("更改", "changed"),
    Phrase("刪除", "deleted"),
)
RELATED = Phrase("相關記錄有更改", "a related record changed")


class ChangeText(NamedTuple):
    """The phrases that say what changed, and the names of the changed fields."""

    phrases: list[Phrase]
    fields: list[str]

    @property
    def text(self) -> Phrase:
        return Phrase("；".join(p.zh for p in self.phrases), "; ".join(p.en for p in self.phrases))


def describe_changes(rows: Sequence[Any]) -> dict[str, ChangeText]:
    """What the last change of each row was, by id: of records, or of statements or relations."""
    if not rows:
        return {}
    if isinstance(rows[0], Record):
        changes = record_changes(rows)
        return {row.pk: describe_record(changes[row.pk]) for row in rows}
    last = last_changes(rows)
    return {row.pk: describe_row(last.get(row.pk)) for row in rows}


def record_changes(records: Iterable[Record]) -> dict[str, list[Change]]:
    """The changes of records, their statements and relations in the last revision, by id."""
    revisions = Q()
    for record in records:
        revisions |= Q(record_id=record.pk, revision=record.version)
    by_record: dict[str, list[Change]] = defaultdict(list)
    for change in Change.objects.filter(revisions).order_by("id"):
        by_record[change.record_id].append(change)
    return by_record


def last_changes(rows: Sequence[Any]) -> dict[str, Change]:
    """The last change of each statement or relation, by id."""
    table = rows[0]._meta.db_table
    changes = Change.objects.filter(table_name=table, row_id__in=[row.pk for row in rows])
    changes = changes.order_by("row_id", "-id").distinct("row_id")
    return {change.row_id: change for change in changes}


def describe_row(change: Change | None) -> ChangeText:
    """The change of a statement or a relation."""
    fields = list(changed_fields(change)) if change and change.before else []
    return ChangeText([changed_phrase(fields) if fields else ADDED], fields)


def describe_record(changes: Sequence[Change]) -> ChangeText:
    """The changes of a record in one revision."""
    own = [change for change in changes if change.table_name not in EVIDENCE]
    fields = [name for change in own if change.before for name in changed_fields(change)]
    if any(is_publication(change) for change in own):
        return ChangeText([ADDED], [])
    counts = Counter(
        (change.table_name, operation(change))
        for change in changes
        if change.table_name in EVIDENCE
    )
    phrases = [changed_phrase(fields)] if fields else []
    phrases += [count_phrase(table, verb, count) for (table, verb), count in counts.items()]
    return ChangeText(phrases or [RELATED], fields)


def is_publication(change: Change) -> bool:
    """Whether the change made a record public."""
    if change.table_name != RECORD_TABLE or not change.after:
        return False
    before = change.before and change.before["status"]
    return bool(before != Status.PUBLISHED == change.after["status"])


def operation(change: Change) -> Phrase:
    if change.before is None:
        return ADDED
    return CHANGED if change.after else DELETED


def changed_fields(change: Change) -> Iterator[str]:
    """The names of the fields whose values differ."""
    before, after = change.before or {}, change.after or {}
    for field in history_fields(change.table_name):
        if before.get(field.column) != after.get(field.column):
            yield field.name


def changed_phrase(names: Iterable[str]) -> Phrase:
    labels = [field_label(name) for name in names]
    zh, en = "、".join(label.zh for label in labels), ", ".join(label.en for label in labels)
    return Phrase(f"{CHANGED.zh}：{zh}", f"{CHANGED.en}: {en}")


def count_phrase(table: str, verb: Phrase, count: int) -> Phrase:
    zh, en = EVIDENCE[table]
    noun = en.removesuffix("s") if count == 1 else en
    return Phrase(f"{verb.zh} {count} 項{zh}", f"{count} {noun} {verb.en}")


def field_label(name: str) -> Phrase:
    """The label of a field: that of the property of the same name, or else its name in words."""
    if rule := statement_properties().get(name):
        return Phrase(rule.label_zh, rule.label)
    words = str(capfirst(name.replace("_", " ")))
    return Phrase(words, words)
