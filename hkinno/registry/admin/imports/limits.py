"""Limits on what an uploaded file may contain, which are checked before it is parsed.

A parser takes up to a thousand times as long as a count of bytes, and much more memory than the
file, so that a small file could occupy the service for minutes.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

MAX_ROWS = 2_000
MAX_COLUMNS = 100
MAX_ARCHIVE_MEMBERS = 1_000
MAX_UNPACKED_SIZE = 20_000_000  # bytes of all members of an archive
MAX_COMPRESSION_RATIO = 100
MAX_TABLE_TAGS = 500_000  # in the XML of sheets and their texts: a cell has from four to eight
MAX_OTHER_TAGS = 20_000  # in the other XML of a workbook, which takes longer to parse
MAX_JSON_TOKENS = 1_000_000  # brackets and quotation marks
MAX_TEXT_LENGTH = 131_072  # characters of a cell; Python's limit for CSV
MEMBER_SIGNATURE = b"PK\x01\x02"  # of each entry in the directory of an archive
CHUNK_SIZE = 1_000_000  # bytes
TABLE = re.compile(rb"(?:<\?xml[^>]*>\s*)?<(?:\w+:)?(?:worksheet|sst)[\s>]")
# The only declaration with which tags can be counted as bytes.
DECLARATION = re.compile(
    rb"""<\?xml\s+version\s*=\s*["']1\.0["'](\s+encoding\s*=\s*["']utf-8["'])?"""
    rb"""(\s+standalone\s*=\s*["'](yes|no)["'])?\s*\?>""",
    re.IGNORECASE,
)


class FileFormatError(ValueError):
    """An uploaded file cannot be read; the message says why."""


def check_archive(content: bytes) -> None:
    """Raises FileFormatError for a workbook that takes long to parse, before anything does.

    The sizes in the directory of an archive may be wrong, so that the members are unpacked.
    """
    if content.count(MEMBER_SIGNATURE) > MAX_ARCHIVE_MEMBERS:
        raise FileFormatError(
            _("The archive has more than %(limit)s files.") % {"limit": MAX_ARCHIVE_MEMBERS}
        )
    size, tags = 0, Counter[bool]()
    for is_table, chunk in _unpacked_chunks(content):
        size += len(chunk)
        tags[is_table] += chunk.count(b"<")
        if size > min(MAX_UNPACKED_SIZE, MAX_COMPRESSION_RATIO * len(content)):
            raise FileFormatError(
                _(
                    "The file expands to more than %(limit)s MB, or to more than %(ratio)s times"
                    " its size."
                )
                % {"limit": MAX_UNPACKED_SIZE // 1_000_000, "ratio": MAX_COMPRESSION_RATIO}
            )
        if tags[True] > MAX_TABLE_TAGS:
            raise FileFormatError(
                _(
                    "The file has too many cells: its XML has more than %(limit)s tags. Split it"
                    " and import the parts."
                )
                % {"limit": MAX_TABLE_TAGS}
            )
        if tags[False] > MAX_OTHER_TAGS:
            raise FileFormatError(
                _(
                    "The file has too many styles or names: their XML has more than %(limit)s"
                    " tags. Copy its values into a new workbook."
                )
                % {"limit": MAX_OTHER_TAGS}
            )


def _unpacked_chunks(content: bytes) -> Iterator[tuple[bool, bytes]]:
    """The contents of the members in blocks, each with whether it has cells or their texts."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for member in archive.infolist():
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise FileFormatError(
                    _("The archive is compressed by another method than deflate.")
                )
            previous, is_table = b"", None
            with archive.open(member) as file:
                while chunk := file.read(CHUNK_SIZE):
                    if is_table is None:
                        is_table = bool(TABLE.match(chunk.lstrip(b"\xef\xbb\xbf \r\n\t")))
                    _check_xml(previous + chunk)
                    previous = chunk[-20:]
                    yield is_table, chunk


def _check_xml(text: bytes) -> None:
    """Raises FileFormatError for entities, which expand, and for encodings that hide them."""
    text = text.replace(b"\0", b"")  # as in UTF-16
    start = text.find(b"<?xml")
    if b"<!DOCTYPE" in text or (start >= 0 and not DECLARATION.match(text, start)):
        raise FileFormatError(
            _("The XML of a workbook must be UTF-8 and must not declare entities.")
        )


def check_json(text: str) -> None:
    """Raises FileFormatError if a JSON text has more values than any table within the limits."""
    if sum(map(text.count, '{["')) > MAX_JSON_TOKENS:
        raise FileFormatError(
            _("The file has more than %(limit)s values.") % {"limit": MAX_JSON_TOKENS}
        )


def check_row(number: int, row: Sequence[Any]) -> None:
    """Raises FileFormatError if row `number` is one too many, or has too many columns or too long
    a text. Row 0 is the header.
    """
    if number > MAX_ROWS:
        raise FileFormatError(
            _("The file has more than %(limit)s rows. Split it and import the parts.")
            % {"limit": MAX_ROWS}
        )
    if any(cell not in (None, "") for cell in row[MAX_COLUMNS:]):
        raise FileFormatError(_("A row has more than %(limit)s columns.") % {"limit": MAX_COLUMNS})
    if any(len(cell) > MAX_TEXT_LENGTH for cell in row if isinstance(cell, str)):
        raise FileFormatError(
            _("A cell has more than %(limit)s characters.") % {"limit": MAX_TEXT_LENGTH}
        )
