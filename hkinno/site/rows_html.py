"""Parts of the many rows of a page: a template takes several times as long for them."""

from collections.abc import Mapping
from typing import Any

from hkinno.registry.vocabularies.record_choices import Modality, Stage
from hkinno.site.evidence import Json
from hkinno.site.evidence_html import BADGE, evidence_html, line_numbers, lines_in_words, remarks
from hkinno.site.formats import format_date
from hkinno.site.html import Html, format_html, join_html
from hkinno.site.labels import field_label, pick, word_label
from hkinno.site.language import gettext as _
from hkinno.site.relations import RelatedRecord, RelationGroup
from hkinno.site.values_html import (
    language_map_html,
    other_name,
    record_link,
    title_and_language,
    value_html,
)

MARK = '<span class="mark" aria-hidden="true"></span>'
PASSAGE = "{} · {}{}<strong>{}</strong>{}"
RELATION = '<tr><th scope="row">{}</th><td data-label="{}">{}</td><td data-label="{}">{}</td></tr>'
ROW = """<tr class="certainty-{}">
          {}<td class="fact-value">{}</td>
          <td>{}</td>
        </tr>
        """
PASSAGE_ROW = """<tr class="certainty-{} rank-{}">
        {}
        {}
      </tr>
      """
HEADING = """<td class="tick"><input type="checkbox" name="id" value="{}" form="compare"
            aria-label="{}"></td><th scope="row">{} {}
            {}</th>
          """
LINES = '<th scope="rowgroup" rowspan="{}"{}>{}</th>'
ROLE = """<th scope="rowgroup" rowspan="{}">{}</th>
          """
QUOTATION = '<q lang="zh-Hant" class="printed">{}</q>'


def stage_html(record: dict[str, Any]) -> Html:
    """The stage of a record unless it is active, and whether it is an overdue plan."""
    parts = []
    stage = record.get("stage")
    if stage and stage != Stage.ACTIVE:
        parts.append(format_html(BADGE, f"stage-{stage}", word_label("stage", stage)))
    if record.get("is_overdue"):
        parts.append(format_html(BADGE, "overdue", _("Overdue")))
    return join_html(" ", parts)


def heading_html(record: Json) -> Html:
    """The first cells of a record in a list: what ticks it to be compared, its names and stage."""
    title, other = title_and_language(record)[0], other_name(record.get("name") or {})
    return format_html(
        HEADING,
        *(record["id"], f"{_('Compare')}{_(': ')}{title}", record_link(record), stage_html(record)),
        format_html("<small>{}</small>", other) if other else "",
    )


def related_html(related: RelatedRecord) -> Html:
    """A related record with the title of the post, the dates, and the modality of a plan."""
    relation, certainty = related.relation, related.certainty
    parts = [format_html(MARK + "{}", record_link(relation["record"]))]
    if pick(relation["title"] or {})[0]:
        title = language_map_html(relation["title"])
        parts.append(format_html('<span class="post">{}</span>', title))
    for word, name in ((_("since"), "since"), (_("until"), "until")):
        if relation[name]:
            parts.append(format_html("<small>{} {}</small>", word, format_date(relation[name])))
    if certainty in ("planned", "claimed", "proposed"):
        label = word_label("modality", certainty)
        parts.append(format_html(BADGE, f"modality-{certainty}", label))
    return join_html(" ", parts)


def group_html(group: RelationGroup, sources: Mapping[str, Json]) -> Html:
    """The rows of the relations of a role, each with its evidence; the first one has the role."""
    label = format_html(ROLE, len(group.related), group.label)
    return join_html(
        "",
        (
            format_html(
                ROW,
                *(related.certainty, "" if index else label, related_html(related)),
                evidence_html(related.statements, sources, related.certainty),
            )
            for index, related in enumerate(group.related)
        ),
    )


def relation_html(relation: Json) -> Html:
    """A relation as a row with the subject, the role and the object."""
    role = [word_label("role", relation["role"])]
    if (modality := relation["modality"]) not in (None, Modality.STATED):
        role.append(format_html(BADGE, f"modality-{modality}", word_label("modality", modality)))
    return format_html(
        RELATION,
        record_link(relation["subject"]),
        *(_("Role"), join_html(" ", role)),
        *(_("With"), record_link(relation["object"])),
    )


def passages_html(lines: list[int] | None, statements: list[Json], has_lines: bool) -> Html:
    """The rows of the statements by lines of a source, of which the first one names the lines."""
    label: Html = ""
    if has_lines:
        data_label = format_html(' data-label="{}"', lines_in_words(lines)) if lines else ""
        numbers = line_numbers(lines) if lines else "–"
        label = format_html(LINES, len(statements), data_label, numbers)
    return join_html(
        "",
        (
            format_html(
                PASSAGE_ROW,
                *(statement["modality"], statement["rank"], "" if index else label),
                passage_html(statement, has_lines),
            )
            for index, statement in enumerate(statements)
        ),
    )


def passage_html(statement: Json, has_lines: bool) -> Html:
    """The cells of a statement by a source: the printed words, and what they support.

    They are one cell in a source without lines.
    """
    printed, subject, name = statement["printed"], statement["subject"], statement["property"]
    quotation = format_html(QUOTATION, printed) if printed else ""
    supported = format_html(
        PASSAGE,
        *(record_link(subject), field_label(name), _(": ")),
        value_html(statement["value"], name, subject["resource"]),
        join_html("", (format_html(" {}", remark) for remark in remarks(statement, ""))),
    )
    cells = (
        f"<td>{{}}</td>\n        <td>{MARK}{{}}</td>" if has_lines else f"<td>{MARK}{{}}{{}}</td>"
    )
    return format_html(cells, quotation, supported)
