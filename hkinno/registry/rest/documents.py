"""Stored documents: the JSON of a row as its serializer made it, and the version it was made from.

The serializers alone define what a row looks like. A document is used only if it was made from the
current version of the row by the same code; otherwise the serializer makes it again. The version
changes with everything that the document shows, whoever writes (`sql/record_versions`), so that no
answer is older than what was committed before its request.
"""

import contextlib
import hashlib
import logging
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, partial
from typing import Any

import orjson
import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, transaction
from django.db.models import BigIntegerField, F, Func, QuerySet, TextField, Value
from django.http import HttpRequest
from django.utils import timezone

from hkinno.api.requests import PLACEHOLDER, PlaceholderRequest, absolute_url
from hkinno.registry.models import Document, Record, record_models
from hkinno.registry.rest.expand import ViewSet
from hkinno.registry.rest.primary import run_with_primary

logger = logging.getLogger(__name__)
# The version and the JSON of rows, by id.
Documents = dict[str, tuple[int, str]]
# The annotation with the version of a row: the expression `document_version` of its viewset.
VERSION = "document_version"
# The annotations with the stored document of this version, and with the revision of the data.
DOCUMENT, REVISION = "document", "revision"
# The origin in the WSGI environment, if a stored document was copied into the response.
COPIED_TO = "hkinno.copied_to"
# The placeholder at the start of a JSON string: no other text is encoded like this.
# The last day of a plan, in the place of a flag. Quotation marks within texts are escaped.
PLANNED_UNTIL = '"is_overdue":"'
PLANNED_UNTIL_DAY = re.compile(PLANNED_UNTIL + r'([0-9-]{10})"')
ENCODED_PLACEHOLDER = orjson.dumps(PLACEHOLDER).decode()[:-1]
STORE = """
insert into registry_document as stored (build, id, version, body)
select %b, * from unnest(%b::text[], %b::bigint[], %b::text[])
on conflict (id) do update
set (build, version, body) = (excluded.build, excluded.version, excluded.body)
where stored.version < excluded.version or stored.build <> excluded.build
"""


class StoredDocument(Func):
    """The stored JSON of a row, made from its current version by this code; otherwise null."""

    template = (
        "(select body from public.registry_document document "
        "where (document.id, document.version, document.build) = (%(expressions)s))"
    )

    def __init__(self, viewset: ViewSet) -> None:
        key = Func(
            Value(document_key(viewset, "")), F("pk"), template="%(expressions)s", arg_joiner=" || "
        )
        super().__init__(key, F(VERSION), Value(build_id()), output_field=TextField())


class ThreadState(threading.local):
    """Whether the thread is in a read-only snapshot, and what it has made there."""

    def __init__(self) -> None:
        self.is_read_only = False
        self.made: list[tuple[ViewSet, Documents]] = []


state = ThreadState()


def annotate_documents(rows: QuerySet[Any], viewset: ViewSet, *, is_stored: bool) -> Any:
    """The rows, which have a version, with `document` and `revision`.

    The document is null if it is outdated, or not stored at all; the revision is that of the data
    when the rows are read.
    """
    document = StoredDocument(viewset) if is_stored else Value(None, TextField())
    number = "(select number from public.registry_revision)"
    revision = Func(template=number, output_field=BigIntegerField())
    return rows.annotate(**{DOCUMENT: document, REVISION: revision})


@cache
def prepare_queryset(viewset: Any, action: str, *, is_stored: bool) -> Any:
    """The rows of a viewset with what an action reads of them: the same for all requests."""
    rows = viewset.queryset.annotate(**{VERSION: viewset.document_version})
    if action == "retrieve":
        rows = annotate_documents(rows, viewset, is_stored=is_stored)
    if action in ("retrieve", "changes"):
        return rows.only(*viewset.columns_of_object)
    # A list is made from documents; formats that read more undo this.
    return rows.only("pk") if action == "list" else rows


def load_documents(
    viewset: ViewSet,
    versions: Mapping[str, int],
    request: HttpRequest,
    stored: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The JSON of rows by id, in the order of `versions`, with the URLs of the request's host.

    `versions` are the current versions by id, and `stored` the documents that were read with them.
    Rows that were deleted in the meantime are missing.
    """
    if stored is None:
        stored = find_documents(viewset, versions) if may_store_documents() else {}
    bodies = dict(stored)
    if missing := versions.keys() - bodies.keys():
        made = make_documents(viewset, missing)
        if state.is_read_only:
            state.made.append((viewset, made))
        elif may_store_documents():
            store_documents(viewset, made)
        bodies |= {key: body for key, (_version, body) in made.items()}
    keys = [key for key in versions if key in bodies]
    documents = fill_placeholders((bodies[key] for key in keys), origin_of(request))
    return dict(zip(keys, documents, strict=True))


def to_fragments(bodies: Iterable[str], request: HttpRequest) -> list[orjson.Fragment]:
    """Stored documents as JSON that is copied into the response to a request."""
    return list(map(orjson.Fragment, fill_placeholders(bodies, origin_of(request))))


def origin_of(request: HttpRequest) -> str:
    """What the URLs of documents begin with in the response to a request."""
    return absolute_url(request, "/")[:-1]


def fill_placeholders(bodies: Iterable[str], origin: str) -> Iterator[str]:
    """Stored documents with the URLs of the requested host, and with what is overdue today."""
    day = timezone.localdate().isoformat()
    for body in bodies:
        filled = body.replace(ENCODED_PLACEHOLDER, f'"{origin}')
        if PLANNED_UNTIL in filled:
            filled = PLANNED_UNTIL_DAY.sub(
                lambda match: f'"is_overdue":{"true" if match[1] < day else "false"}', filled
            )
        yield filled


def may_store_documents() -> bool:
    """Not in a transaction that may write: all its writes have one version, and may be undone."""
    return settings.STORE_DOCUMENTS and (state.is_read_only or not connection.in_atomic_block)


def find_documents(viewset: ViewSet, versions: Mapping[str, int]) -> dict[str, str]:
    """The stored documents of these versions, by id."""
    prefix = document_key(viewset, "")
    rows = Document.objects.filter(id__in=[prefix + key for key in versions], build=build_id())
    return {
        key: body
        for document_id, version, body in rows.values_list("id", "version", "body")
        if versions[key := document_id.removeprefix(prefix)] == version
    }


def make_documents(viewset: ViewSet, keys: Iterable[str]) -> Documents:
    """The version and the JSON of rows by id, all as of one moment."""
    manager: Any = model_of(viewset)._default_manager
    version: Any = viewset.document_version  # type: ignore[attr-defined]
    serializer_class: Any = viewset.serializer_class
    with snapshot():
        rows = list(manager.for_api().annotate(**{VERSION: version}).filter(pk__in=keys))
        serializer = serializer_class(rows, many=True, context={"request": PlaceholderRequest()})
        return {
            row.pk: (row.document_version, orjson.dumps(data).decode())
            for row, data in zip(rows, serializer.data, strict=True)
        }


@contextlib.contextmanager
def snapshot() -> Iterator[None]:
    """Let all queries of the block see the database as of the first one.

    Documents that are made in the block are stored after it. Inside of a transaction, its
    isolation level applies.
    """
    if connection.in_atomic_block:
        yield
        return
    state.is_read_only = True
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read, read only")
            yield
    finally:
        made, state.made, state.is_read_only = state.made, [], False
    for viewset, documents in made if settings.STORE_DOCUMENTS else ():
        store_documents(viewset, documents)


def store_documents(viewset: ViewSet, documents: Documents) -> None:
    """Store documents by id, unless newer ones are stored.

    A database that is full or read-only is no reason to fail: the documents are made again.
    """
    if connection.alias != DEFAULT_DB_ALIAS:  # a replica
        run_with_primary(partial(store_documents, viewset, documents))
        return
    # In the order of ids, as two requests that store the same rows would otherwise deadlock.
    keys = sorted(documents)
    ids = [document_key(viewset, key) for key in keys]
    columns = [ids, *map(list, zip(*(documents[key] for key in keys), strict=True))]
    try:
        with transaction.atomic(), connection.wrap_database_errors, binary_cursor() as cursor:
            cursor.execute(STORE, [build_id(), *columns])
    except DatabaseError as error:
        logger.info("Documents were not stored: %s", error)


def binary_cursor() -> psycopg.Cursor[Any]:
    """One that sends parameters as bytes: Django's writes them into the SQL, as literals."""
    return psycopg.Cursor(connection.connection)


def model_of(viewset: ViewSet) -> Any:
    return viewset.queryset.model  # type: ignore[union-attr]


def document_key(viewset: ViewSet, key: str) -> str:
    """The id of the document of a row: the ids of all kinds of records are distinct."""
    model = model_of(viewset)
    return f"{'record' if issubclass(model, Record) else model._meta.model_name}/{key}"


@cache
def build_id() -> str:
    """Identifies the code: a hash of the sources of the project and of all apps with records."""
    packages = {"hkinno", *(model.__module__.split(".")[0] for model in record_models().values())}
    total = hashlib.sha256()
    for package in sorted(packages):
        for file in sorted((settings.BASE_DIR / package).rglob("*.py")):
            total.update(file.read_bytes())
    return total.hexdigest()[:16]
