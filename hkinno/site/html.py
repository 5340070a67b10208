"""HTML from texts, several times as fast as Django's `format_html`, which is made for lazy texts.

A page formats hundreds of values.
"""

import html
import re
from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString

Html = SafeString | str
SPECIAL = re.compile("[&<>\"']")  # as `html.escape` escapes them, in several passes


def escape(value: Any) -> str:
    """The text of a value with its special characters escaped; HTML stays as it is."""
    if isinstance(value, SafeString):
        return value
    text = str(value)
    return html.escape(text) if SPECIAL.search(text) else text


def format_html(template: str, *values: Any) -> SafeString:
    """The template with the values, escaped, in the place of `{}`."""
    return SafeString(template.format(*map(escape, values)))


def join_html(separator: str, values: Iterable[Any]) -> SafeString:
    """The values, escaped, with the separator, also escaped, between them."""
    return SafeString(escape(separator).join(map(escape, values)))
