"""What the last change of a row was, in words of both languages."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.utils.text import capfirst

from hkinno.registry import public_history
from hkinno.registry.models import Record, statement_properties
from hkinno.registry.public_history import RevisionChanges, RowChange

NOUNS = {"statement": "項陳述", "relation": "項關係"}


class Phrase(NamedTuple):
    """The same in Chinese and in English."""

    zh: str
    en: str


VERBS = {
    public_history.ADDED: Phrase("新增", "added"),
    public_history.CHANGED: Phrase("更改", "changed"),
    public_history.DELETED: Phrase("刪除", "deleted"),
}
ADDED, CHANGED = VERBS[public_history.ADDED], VERBS[public_history.CHANGED]
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
        history = public_history.last_public_changes(rows)
        return {row.pk: describe_record(history.get(row.pk)) for row in rows}
    last = public_history.last_row_changes(rows)
    return {row.pk: describe_row(last.get(row.pk)) for row in rows}


def describe_row(change: RowChange | None) -> ChangeText:
    """The change of a statement or a relation."""
    if change is None or change.type == public_history.ADDED:
        return ChangeText([ADDED], [])
    fields = [field.field for field in change.fields]
    return ChangeText([changed_phrase(fields)], fields)


def describe_record(revision: RevisionChanges | None) -> ChangeText:
    """The changes of a record in one revision."""
    if revision is None:
        return ChangeText([RELATED], [])
    if revision.type == public_history.PUBLISHED:
        return ChangeText([ADDED], [])
    own, others = [], Counter[tuple[str, str]]()
    for change in revision.changes:
        if change.object in NOUNS:
            others[change.object, change.type] += 1
        else:
            own += [field.field for field in change.fields]
    phrases = [changed_phrase(own)] if own else []
    phrases += [count_phrase(noun, VERBS[type], count) for (noun, type), count in others.items()]
    return ChangeText(phrases or [RELATED], own)


def changed_phrase(names: Iterable[str]) -> Phrase:
    labels = [field_label(name) for name in names]
    zh, en = "、".join(label.zh for label in labels), ", ".join(label.en for label in labels)
    return Phrase(f"{CHANGED.zh}：{zh}", f"{CHANGED.en}: {en}")


def count_phrase(noun: str, verb: Phrase, count: int) -> Phrase:
    plural = noun if count == 1 else f"{noun}s"
    return Phrase(f"{verb.zh} {count} {NOUNS[noun]}", f"{count} {plural} {verb.en}")


def field_label(name: str) -> Phrase:
    """The label of a field: that of the property of the same name, or else its name in words."""
    if rule := statement_properties().get(name):
        return Phrase(rule.label_zh, rule.label)
    words = str(capfirst(name.replace("_", " ")))
    return Phrase(words, words)
