"""Hints that tell namesakes apart: the kind of a record, its owner or place, and its stage."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from hkinno.registry.models import Record, Relation, record_models
from hkinno.registry.vocabularies.bilingual_choices import Label
from hkinno.registry.vocabularies.record_choices import FUTURE_STAGES, Status
from hkinno.registry.vocabularies.roles import Role


def hints(records: Iterable[Record]) -> dict[str, Label]:
    """`{id: hint}`, in one query per resource and one for posts."""
    ids: dict[str, list[str]] = defaultdict(list)
    for record in records:
        ids[record.resource].append(record.pk)
    posts = posts_of([key for keys in ids.values() for key in keys])
    hints_by_id = {}
    for resource, keys in ids.items():
        model = record_models()[resource]
        kinds: Any = model.KIND_CHOICES
        for record in model.objects.filter(pk__in=keys).select_related(model.OWNER, "place"):
            kind = kinds(record.kind) if kinds else model.LABEL
            owner = getattr(record, model.OWNER)
            owner_names = posts.get(record.pk) or names_of(owner) or names_of(record.place)
            hint = join(Label(kind.label_zh, str(kind.label)), owner_names)
            hints_by_id[record.pk] = join(hint, plan_label(record))
    return hints_by_id


def posts_of(ids: list[str]) -> dict[str, Label]:
    """`{id: the institution of a person's post}`, the most recently begun of several."""
    posts = Relation.objects.published().select_related("object")
    by_date = posts.filter(role=Role.POST, subject__in=ids).order_by("since", "id")
    return {post.subject_id: Label(post.object.name_zh, post.object.name_en) for post in by_date}


def names_of(record: Record | None) -> Label | None:
    """The names of a record, or None if it is not published."""
    if record and record.status == Status.PUBLISHED:
        return Label(record.name_zh, record.name_en)
    return None


def plan_label(record: Record) -> Label | None:
    """The stage of a record that does not exist yet, and None for others."""
    for stage in FUTURE_STAGES:
        if record.stage == stage:
            return Label(stage.label_zh, str(stage.label).lower())
    return None


def join(hint: Label, addition: Label | None) -> Label:
    """“hint, addition”, or the hint alone."""
    if addition is None:
        return hint
    return Label(f"{hint.label_zh}，{addition.label_zh}", f"{hint.label}, {addition.label}")
