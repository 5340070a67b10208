"""What the files of a list contain: CSV, JSON Lines, Excel and the Atom feed."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from hkinno import legal
from hkinno.api.renderers.base import CHUNK_ROWS
from hkinno.api.renderers.columns import Column
from hkinno.api.renderers.list_export import ListExportMixin
from hkinno.api.requests import absolute_url
from hkinno.registry import revision
from hkinno.registry.rest.non_empty_columns import used_columns
from hkinno.registry.rest.query_options import QueryOptions
from hkinno.registry.rest.representation import STATEMENT_FIELDS, Representation
from hkinno.registry.rest.response_limits import MAX_EXPANDED, check_expanded_count
from hkinno.registry.values.typed_values import add_typed_values

EXPANDED_CHUNK_ROWS = 100  # rows of a file that are expanded at a time


class ListFilesMixin(ListExportMixin):
    """Applies `fields`, `omit`, `expand` and `at` to the rows and columns of files."""

    if TYPE_CHECKING:

        @property
        def query_options(self) -> QueryOptions: ...
        def get_representation(self) -> Representation: ...
        def represent_page(
            self, page: Iterable[Any], representation: Representation
        ) -> list[Any]: ...

    def represent_rows(self, rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
        """The rows of a file, represented a chunk at a time.

        Raises ProblemException if too much is expanded, or too many rows are.
        """
        representation = self.get_representation()
        chunk_rows = EXPANDED_CHUNK_ROWS if self.query_options.expand else CHUNK_ROWS
        iterator = self.limit_expanded_rows(iter(rows))
        chunks = iter(lambda: list(islice(iterator, chunk_rows)), [])
        return chain.from_iterable(self.represent_page(chunk, representation) for chunk in chunks)

    def get_export_notes(self) -> Sequence[tuple[str, str]]:
        number, home = revision.current().number, absolute_url(self.request, "/")
        citation = legal.citation_of_all(home, number, timezone.now().date())
        return [
            *super().get_export_notes(),
            ("licence", f"{legal.DATA_LICENCE['title']} {legal.DATA_LICENCE['path']}"),
            ("revision", str(number)),
            *((f"citation ({language})", text) for language, text in citation.items()),
        ]

    def limit_expanded_rows(self, rows: Iterator[Any]) -> Iterator[Any]:
        if not self.query_options.expand:
            return rows
        first_rows = list(islice(rows, MAX_EXPANDED + 1))
        check_expanded_count(len(first_rows))
        return iter(first_rows)

    def get_file_rows(self, rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
        """The rows, with the values of expanded statements as text."""
        for row in self.represent_rows(rows):
            for name in STATEMENT_FIELDS.keys() & row.keys():
                row[name] = [add_typed_values(statement) for statement in row[name]]
            yield row

    def get_export_columns(self) -> Sequence[Column]:
        """The columns that `fields` names, or else those of the table that have values."""
        # The URL last: it is long.
        columns = sorted(super().get_export_columns(), key=lambda column: column.path == ("url",))
        columns = [column for column in columns if self.query_options.has_field(column.path)]
        if self.query_options.fields:
            return columns
        details: Any = getattr(self.serializer_class, "detail_fields", ())
        default = [c for c in columns if c.is_default and c.path[0] not in details]
        return used_columns(type(self).queryset, default)
