"""Parsing of the text that a curator types or that a cell of an imported file contains."""

import json
import re
from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from django.db.models import Q
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from hkinno.api.errors.problem_details import ProblemException
from hkinno.api.parsers.json import is_storable, loads
from hkinno.registry.admin.search import MAX_LENGTH, search_condition
from hkinno.registry.models import Record, statement_properties
from hkinno.registry.values.normalize import normalize_value
from hkinno.registry.values.quantities import Qualifier, quantity
from hkinno.registry.vocabularies.bilingual_choices import in_language

MAX_SUGGESTIONS = 5
QUANTITY = re.compile(
    rf"(?:(?P<qualifier>{'|'.join(Qualifier.values)}) )?(?P<value>[0-9.,]+)(?: (?P<unit>[\w-]+))?"
)
format_json = partial(json.dumps, ensure_ascii=False)


def parse_text(raw: str) -> str:
    """The text with `\\n` line endings. Raises ValueError if PostgreSQL cannot store it."""
    if not is_storable(raw):
        raise ValueError(_("The text contains a character that cannot be stored."))
    return raw.replace("\r\n", "\n")


def parse_json(raw: str) -> Any:
    """The value of a JSON text. Raises ValueError for what the API would not accept either."""
    try:
        return loads(raw)
    except ProblemException as error:
        raise ValueError(str(error.message)) from error


def json_parser(validate: Callable[[Any], Any]) -> Callable[[str], Any]:
    """A parser of JSON text; `validate` checks and normalizes the parsed value."""
    return lambda raw: validate(parse_json(raw))


def parse_quantity(raw: str) -> Any:
    """A quantity as words, such as `over 2,800,000,000 HKD`, or as JSON. Raises ValueError."""
    words = QUANTITY.fullmatch(raw)
    if words is None or not (words["qualifier"] or words["unit"]):
        return quantity(parse_json(raw))
    given = {key: text for key, text in words.groupdict().items() if text}
    return quantity(given | {"value": given["value"].replace(",", "")})


def parse_statement_value(raw: str) -> Any:
    """The value of a statement as typed: `hku`, `2012-06`, `true`, or a JSON object.

    Text that would parse as JSON is quoted: `"true"`. Raises ValueError.
    """
    try:
        value = parse_json(raw)
    except ValueError:
        if raw.startswith("{"):
            raise
        return parse_text(raw)
    # A year, or a number within a text, is text although JSON parses it as a number.
    return value if isinstance(value, dict | bool | str) else raw


def format_statement_value(value: Any) -> str:
    """The shortest text that `parse_statement_value` reads as the same value."""
    if isinstance(value, dict) and {key for key in value if value[key] is not None} == {"id"}:
        value = value["id"]
    if isinstance(value, str) and _parses_as_itself(value):
        return value
    return format_json(value)


def _parses_as_itself(text: str) -> bool:
    try:
        return bool(parse_statement_value(text) == text)
    except ValueError:
        return False


def normalize_statement_value(property_name: str, value: Any) -> Any:
    """The value in the form that is stored for its property. Raises ValueError."""
    is_integer = statement_properties()[property_name].type == "integer"
    if is_integer and isinstance(value, str) and value.isdecimal():
        value = int(value)
    return normalize_value(property_name, value)


def check_subject(property_name: str, resource: str) -> None:
    """Raises ValueError if the property does not apply to records of `resource`."""
    definition = statement_properties()[property_name]
    if resource not in definition.subjects:
        raise ValueError(
            _("%(property)s does not apply to %(resource)s.")
            % {"property": in_language(definition.label_zh, definition.label), "resource": resource}
        )


def resolve_reference(property_name: str, value: Any) -> Any:
    """The value, with the id of the record that it names. One query if it is an id.

    Raises ValueError if it names no record, several, or one of the wrong resource.
    """
    definition = statement_properties()[property_name]
    if definition.type not in ("reference", "role"):
        return value
    resource = Record.objects.filter(pk=value["id"]).values_list("resource", flat=True).first()
    if resource is None:
        return value | {"id": id_of_name(value["id"], definition.objects)}
    if resource not in definition.objects:
        allowed = get_text_list(sorted(definition.objects), _("or"))
        raise ValueError(
            _("%(property)s must be one of %(allowed)s; “%(id)s” is one of %(resource)s.")
            % {
                "property": in_language(definition.label_zh, definition.label),
                "allowed": allowed,
                "id": value["id"],
                "resource": resource,
            }
        )
    return value


def id_of_name(name: str, resources: Collection[str]) -> str:
    """The id of the only record of these resources with a name or alias.

    Raises ValueError, with what may have been meant, if there is none or more than one.
    """
    records = Record.objects.filter(resource__in=resources, merged_into=None).order_by("id")
    is_named = Q(name_zh=name) | Q(name_en=name) | Q(aliases__contains=[{"value": name}])
    ids = list(records.filter(is_named).values_list("id", flat=True)[: MAX_SUGGESTIONS + 1])
    if len(ids) == 1:
        return str(ids[0])
    if ids:
        raise ValueError(
            _("“%(name)s” is the name of several records. Enter an id: %(ids)s.")
            % {"name": name, "ids": ", ".join(ids[:MAX_SUGGESTIONS])}
        )
    similar = records.filter(search_condition(Record, name[:MAX_LENGTH]))[:MAX_SUGGESTIONS]
    message = _("There is no record “%(name)s”. Add it first.") % {"name": name}
    if similar:
        suggestions = ", ".join(f"{record.pk} ({record})" for record in similar)
        message += _(" Did you mean %(suggestions)s?") % {"suggestions": suggestions}
    raise ValueError(message)
