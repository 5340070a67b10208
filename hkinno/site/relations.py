"""The relations of a record, grouped by role, with their evidence."""

from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hkinno.site.evidence import Json, certainty_of
from hkinno.site.labels import field_label

# What a record is to those that have a role towards it.
INVERSE_LABELS: dict[str, str | Promise] = {
    "about": gettext_lazy("Subject of"),
    "alumnus": gettext_lazy("Alumni"),
    "awarded": gettext_lazy("Awarded to"),
    "co-organiser": gettext_lazy("Co-organiser of"),
    "connects": gettext_lazy("Connected by"),
    "covers": gettext_lazy("Covered by"),
    "develops": gettext_lazy("Developed by"),
    "founder": gettext_lazy("Founder of"),
    "guest": gettext_lazy("Guest at"),
    "host-city": gettext_lazy("Host city of"),
    "member": gettext_lazy("Member of"),
    "operates-in": gettext_lazy("Operating here"),
    "organiser": gettext_lazy("Organiser of"),
    "participant": gettext_lazy("Participant in"),
    "partner": gettext_lazy("Partner of"),
    "post": gettext_lazy("People with a post here"),
    "predecessor": gettext_lazy("Successor"),
    "recipient": gettext_lazy("Recipient of"),
    "signatory": gettext_lazy("Signatory of"),
    "speaker": gettext_lazy("Speaker at"),
    "supporter": gettext_lazy("Supporter of"),
    "supports": gettext_lazy("Supported by"),
    "tenant": gettext_lazy("Tenant of"),
    "venue": gettext_lazy("Venue of"),
    "works-with": gettext_lazy("Works with"),
}


class RelatedRecord(NamedTuple):
    """A relation and the statements that support it."""

    relation: Json
    statements: list[Json]
    certainty: str


class RelationGroup(NamedTuple):
    """The relations of one role in one direction."""

    role: str
    direction: str
    label: str
    related: list[RelatedRecord]


def group_relations(
    record: Json, statements: list[Json], incoming: list[Json]
) -> list[RelationGroup]:
    """The relations of a record by role; `incoming` are statements about the other records."""
    groups: dict[tuple[str, str], list[RelatedRecord]] = {}
    for relation in record["relations"]:
        supporting = [
            statement
            for statement in (statements if relation["direction"] == "out" else incoming)
            if supports(statement, relation)
        ]
        key = (relation["role"], relation["direction"])
        related = RelatedRecord(relation, supporting, certainty_of(supporting))
        groups.setdefault(key, []).append(related)
    return [
        RelationGroup(role, direction, role_label(role, direction), related)
        for (role, direction), related in groups.items()
    ]


def supports(statement: Json, relation: Json) -> bool:
    """Whether a statement is about a relation, with the title of the post."""
    value = statement["value"]
    if statement["property"] != relation["role"] or not isinstance(value, dict):
        return False
    other = relation["record"]["id"]
    if relation["direction"] == "in":
        return bool(statement["subject"]["id"] == other)
    title: dict[str, Any] = relation["title"] or {}
    return value["id"] == other and value.get("title_zh") == title.get("zh-Hant")


def role_label(role: str, direction: str) -> str:
    """What the other records are to the record, or it is to them."""
    if direction == "out":
        return field_label(role)
    return str(INVERSE_LABELS.get(role) or _("%(role)s (inverse)") % {"role": field_label(role)})
