"""Clean texts: NFC, trimmed, single blanks, nothing invisible.

The database refuses other texts (`registry/sql/clean_texts.v1.sql`). Forms and imports first clean
what can be cleaned without loss.
"""

import re
import unicodedata
from typing import Any

from django.utils.translation import gettext as _

# Control, zero-width, directional and other invisible characters, and noncharacters. They include
# the joiners, which neither Chinese nor English needs.
INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e0fff]"
)
# Blanks that become a space: no-break, typographic and tabulator.
OTHER_BLANKS = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f]")
RUN_OF_BLANKS = re.compile("([ \u3000])[ \u3000]+")


def clean_text(raw: str, *, is_multiline: bool = False) -> str:
    """The text as it is stored.

    Raises ValueError naming the first character that is not allowed, by code point and position.
    """
    text = OTHER_BLANKS.sub(" ", raw.replace("\r\n", "\n"))
    if is_multiline:
        lines = "\n".join(_clean_line(line) for line in text.split("\n"))
        return re.sub("\n{3,}", "\n\n", lines).strip("\n")
    return _clean_line(text.strip("\n"))


def _clean_line(line: str) -> str:
    if invisible := INVISIBLE.search(line):
        character = invisible[0]
        name = unicodedata.name(character, _("a control character"))
        raise ValueError(
            _(
                "Remove the invisible character U+%(code)s (%(name)s) at position %(position)s of"
                " “%(text)s”."
            )
            % {
                "code": f"{ord(character):04X}",
                "name": name,
                "position": invisible.start() + 1,
                "text": INVISIBLE.sub("␣", line),
            }
        )
    return RUN_OF_BLANKS.sub(r"\1", unicodedata.normalize("NFC", line)).strip(" \u3000")


def clean_json(value: Any, *, is_multiline: bool = False) -> Any:
    """The value with all of its texts and keys clean. Raises ValueError like `clean_text`."""
    if isinstance(value, str):
        return clean_text(value, is_multiline=is_multiline)
    if isinstance(value, list):
        return [clean_json(item, is_multiline=is_multiline) for item in value]
    if isinstance(value, dict):
        return {
            clean_json(key): clean_json(item, is_multiline=is_multiline)
            for key, item in value.items()
        }
    return value
