"""Validators of JSON columns. Each returns the normalized value and raises ValueError."""

import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from hkinno.registry.models.statement import MAX_LINES
from hkinno.registry.values.normalize import normalize_value
from hkinno.registry.vocabularies.record_choices import IDENTIFIER_FORMS

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", re.ASCII)


def validate_aliases(value: Any) -> list[Any]:
    return _validate_list(value, _validate_alias)


def validate_focus(value: Any) -> list[Any]:
    return _validate_list(value, lambda entry: normalize_value("focus", entry))


def validate_also_lines(value: Any) -> list[Any]:
    return _validate_list(value, _validate_line_range)


def validate_external_ids(value: Any) -> dict[str, list[str]]:
    """`value`, if it is identifiers by scheme. Raises ValueError that says what is wrong in it."""
    if not isinstance(value, dict):
        raise ValueError(_('Enter a JSON object of schemes, such as {"ror": ["02zhqgq86"]}.'))
    for scheme, identifiers in value.items():
        if scheme not in IDENTIFIER_FORMS:
            raise ValueError(
                _("Unknown scheme %(scheme)r. Use %(allowed)s.")
                % {"scheme": scheme, "allowed": ", ".join(IDENTIFIER_FORMS)}
            )
        if not (isinstance(identifiers, list) and identifiers):
            raise ValueError(_("%(scheme)s: enter a list of identifiers.") % {"scheme": scheme})
        pattern = IDENTIFIER_FORMS[scheme]
        for identifier in identifiers:
            if not (isinstance(identifier, str) and re.fullmatch(pattern, identifier, re.ASCII)):
                raise ValueError(
                    _("%(scheme)s: %(identifier)r does not match %(pattern)s.")
                    % {"scheme": scheme, "identifier": identifier, "pattern": pattern}
                )
    return value


def _validate_list(value: Any, validate_entry: Callable[[Any], Any]) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(_("Enter a JSON list: it must start with [ and end with ]."))
    entries = []
    for number, entry in enumerate(value, 1):
        try:
            entries.append(validate_entry(entry))
        except ValueError as error:
            raise ValueError(
                _("Entry %(number)s: %(problem)s.") % {"number": number, "problem": error}
            ) from error
    return entries


def _validate_alias(entry: Any) -> Any:
    alias: Any = normalize_value("alias", entry)
    if not (isinstance(alias["lang"], str) and LANGUAGE_TAG.fullmatch(alias["lang"])):
        raise ValueError(
            _("%(tag)r is not a language tag such as zh-Hant or en") % {"tag": alias["lang"]}
        )
    return alias


def _validate_line_range(entry: Any) -> Any:
    if (
        isinstance(entry, list)
        and len(entry) == 2
        and all(type(line) is int and 1 <= line < 10**6 for line in entry)
        and entry[0] <= entry[1] < entry[0] + MAX_LINES
    ):
        return entry
    raise ValueError(
        _("enter the first and last line, at most %(limit)s lines") % {"limit": MAX_LINES}
    )
