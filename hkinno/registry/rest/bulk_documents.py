"""Documents of many rows: after an import or an update of the code, and for dumps.

Where there are many, several processes make them: that takes Python far longer than PostgreSQL.
"""

import gc
import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import BooleanField

from hkinno.api.renderers.base import CHUNK_ROWS
from hkinno.registry.models import Document
from hkinno.registry.rest.documents import (
    VERSION,
    StoredDocument,
    build_id,
    make_documents,
    store_documents,
)
from hkinno.registry.rest.expand import get_viewset
from hkinno.registry.totals import IdRange, divide_ids
from hkinno.registry.worker_process import address_of, set_up

# Applies a function to each of the ranges, and yields the results in their order.
MapRanges = Callable[[Callable[[IdRange], int], Sequence[IdRange]], Iterable[int]]


class IsStored(StoredDocument):
    """Whether the document of the current version of a row, made by this code, is stored."""

    template = (
        "exists (select from public.registry_document document "
        "where (document.id, document.version, document.build) = (%(expressions)s))"
    )
    output_field = BooleanField()


def make_missing_documents(model: Any, map_ranges: MapRanges = map) -> Iterator[int]:
    """Store the missing and outdated documents of all published rows; yields the rows handled.

    `map_ranges` may be that of `worker_processes`.
    """
    ranges = divide_ids(CHUNK_ROWS, model)
    yield from map_ranges(partial(make_missing_in, model), ranges)


def make_missing_in(model: Any, ids: IdRange) -> int:
    """Store the missing and outdated documents of a range of ids; returns the number of rows."""
    viewset: Any = get_viewset(model)
    rows = model._default_manager.published().filter(ids.contains("pk"))
    rows = rows.annotate(**{VERSION: viewset.document_version})
    is_stored = dict(rows.values_list("pk", IsStored(viewset)))
    if missing := [key for key, stored in is_stored.items() if not stored]:
        with one_collection():
            store_documents(viewset, make_documents(viewset, missing))
    return len(is_stored)


@contextmanager
def one_collection() -> Iterator[None]:
    """Collect what the block leaves behind once: rows and their relations refer to each other.

    Python would visit all that exists several times, which takes as long as the work.
    """
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()
        gc.unfreeze()


@contextmanager
def worker_processes(number: int) -> Iterator[MapRanges]:
    """That many processes, which are started where there is more than one range."""
    context = multiprocessing.get_context("spawn")  # no copies of connections and threads
    with ProcessPoolExecutor(number, context, set_up, (address_of(connection),)) as pool:
        yield lambda function, ranges: (pool.map if len(ranges) > 1 else map)(function, ranges)


def delete_documents_of_other_builds() -> int:
    """Delete the documents that other code has made; returns their number."""
    return Document.objects.exclude(build=build_id()).delete()[0]
