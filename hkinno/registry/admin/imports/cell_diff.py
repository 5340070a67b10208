"""The differences that the preview of an import shows, without inline styles."""

from diff_match_patch import diff_match_patch
from django.utils.html import format_html_join
from import_export.resources import Diff

TAGS = {-1: "del", 0: "span", 1: "ins"}  # by diff-match-patch's operations
MAX_SECONDS = 0.05  # for one cell, after which the differences are coarser


class CellDiff(Diff):  # type: ignore[misc]  # untyped
    """The differences of each cell of a row; a new row has no earlier text."""

    def as_html(self) -> list[str]:
        rows = zip(self.left, self.right, strict=True)
        return [diff_html("" if self.new else before, after) for before, after in rows]


def diff_html(before: str, after: str) -> str:
    """The text with what was deleted and inserted marked by elements."""
    differ = diff_match_patch()
    differ.Diff_Timeout = MAX_SECONDS
    changes = differ.diff_main(before, after)
    differ.diff_cleanupSemantic(changes)
    rows = ((TAGS[operation], text, TAGS[operation]) for operation, text in changes)
    return format_html_join("", "<{}>{}</{}>", rows)
