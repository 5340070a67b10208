"""Resolve the mentions of a text to records: which one it is about, and whether that is certain."""

from typing import NamedTuple

from hkinno.matching.candidate_index import Index, RecordFilter
from hkinno.matching.context_rules import (
    CONJUNCTIONS,
    HYPHENS,
    ContextPosition,
    enclosing_places,
    ends_with_entry,
    is_compatible,
)
from hkinno.matching.lexicon import entries
from hkinno.matching.mention_detection import ContextSpan, Mention, detect_mentions, find_context
from hkinno.matching.name_forms import NameForm, RecordNames, Reliability
from hkinno.matching.tokens import Gap, Token, terms_of
from hkinno.registry.models import Place


class NameMatch(NamedTuple):
    """A record that a text names, and whether the rest of the text is compatible with it."""

    form: NameForm
    start: int  # in tokens
    end: int
    is_certain: bool
    share: float = 1.0  # of the name that the text contains, 0 to 1

    @property
    def record_id(self) -> str:
        return self.form.record_id


class ResolvedMention(NamedTuple):
    """A mention with one of the records that it may stand for."""

    mention: Mention
    record_id: str


def match_mentions(
    index: Index, text: str, tokens: list[Token], accepts: RecordFilter
) -> list[NameMatch]:
    """The records that a text is about: one that is certain, or all that it may be."""
    mentions = detect_mentions(index, tokens)
    resolved = [
        ResolvedMention(mention, id)
        for mention in mentions
        for id in resolve(index, mention, mentions, accepts)
    ]
    others = [item for item in resolved if not is_home_place(tokens, item.mention)]
    # Beside other records, a place only says where they are: the context rules judge it.
    if bodies := [item for item in others if not is_place(index, item.record_id)]:
        resolved = bodies
    subjects = [item for item in resolved if is_subject(index, item, resolved)]
    is_one = len({item.record_id for item in subjects}) == 1
    return [
        NameMatch(
            item.mention.forms[item.record_id],
            item.mention.start,
            item.mention.end,
            is_one and has_compatible_context(index, text, tokens, item, resolved),
        )
        for item in subjects
    ]


def is_home_place(tokens: list[Token], mention: Mention) -> bool:
    """Whether a mention is merely an address in or around Hong Kong."""
    return terms_of(tokens[mention.start : mention.end]) in entries("here")


def is_place(index: Index, id: str) -> bool:
    return index.records[id].resource == Place.RESOURCE


def resolve(
    index: Index, mention: Mention, mentions: list[Mention], accepts: RecordFilter
) -> list[str]:
    """The ids of the records that a mention may stand for, given the other mentions of the text."""
    mentioned = {id for other in mentions if other is not mention for id in other.forms}
    if children := [id for id in mention.forms if index.records[id].parent in mentioned]:
        return children
    if mention.is_generic:
        return []
    accepted = {id: form for id, form in mention.forms.items() if accepts(index.records[id])}
    return most_reliable(accepted or mention.forms)


def most_reliable(forms: dict[str, NameForm]) -> list[str]:
    """The ids of the records that have this as a full name; else attested; else all."""
    full = [id for id, form in forms.items() if form.reliability == Reliability.NAME]
    attested = [id for id, form in forms.items() if form.reliability > Reliability.SHORTENED]
    return full or attested or list(forms)


def is_subject(index: Index, item: ResolvedMention, resolved: list[ResolvedMention]) -> bool:
    """Whether the text is about this record, and does not mention it to identify another one."""
    others = {other.record_id for other in resolved} - {item.record_id}
    return not any(item.record_id in identifying_records(index, id) for id in others)


def identifying_records(index: Index, id: str) -> set[str]:
    """The ids of what is mentioned to identify a record: its parents, places and affiliations."""
    record = index.records[id]
    ids = {*record.affiliations, *enclosing_places(index, record)}
    parent = record.parent
    while parent is not None and parent not in ids:
        ids.add(parent)
        parent = index.records[parent].parent if parent in index.records else None
    return ids


def has_compatible_context(
    index: Index,
    text: str,
    tokens: list[Token],
    item: ResolvedMention,
    resolved: list[ResolvedMention],
) -> bool:
    """Whether everything else in the text is compatible with the record that is mentioned."""
    record = index.records[item.record_id]
    supporting = [other.mention for other in resolved if supports(index, record, other.record_id)]
    return all(
        is_compatible(index, record, span, position_of(span, item.mention, tokens, text))
        for span in find_context(tokens, supporting)
    )


def supports(index: Index, record: RecordNames, id: str) -> bool:
    """Whether a mention is of the record or identifies it; the context rules judge places."""
    is_identifying = not is_place(index, id) and id in identifying_records(index, record.id)
    return id == record.id or is_identifying


def position_of(
    span: ContextSpan, mention: Mention, tokens: list[Token], text: str
) -> ContextPosition:
    """The position of a context span relative to a mention."""
    is_before = span.end <= mention.start
    boundary = span.end if is_before else span.start  # the gap that faces the mention
    between = text[tokens[boundary - 1].end : tokens[boundary].start]
    return ContextPosition(
        is_before,
        is_separated=tokens[boundary].gap >= Gap.BRACKET,
        is_conjoined=any(conjunction in between for conjunction in CONJUNCTIONS)
        or (between in HYPHENS and ends_with_entry(span.terms, "joint-body-endings")),
    )
