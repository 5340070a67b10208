"""HTML from texts, several times as fast as Django's `format_html`, which is made for lazy texts.

A page formats hundreds of values.
"""

import html
from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString

Html = SafeString | str


def escape(value: Any) -> str:
    """The text of a value with its special characters escaped; HTML stays as it is."""
    return value if isinstance(value, SafeString) else html.escape(str(value))


def format_html(template: str, *values: Any) -> SafeString:
    """The template with the values, escaped, in the place of `{}`."""
    return SafeString(template.format(*map(escape, values)))


def join_html(separator: str, values: Iterable[Any]) -> SafeString:
    """The values, escaped, with the separator, also escaped, between them."""
    return SafeString(escape(separator).join(map(escape, values)))
