"""What a worker keeps in memory is bounded, in bytes or by small numbers."""

import inspect
import sys
import tracemalloc
from functools import _lru_cache_wrapper

import orjson
import pytest
from cachetools import LRUCache
from django.urls import get_resolver
from rest_framework.request import Request

from hkinno.api import revision_cache
from hkinno.api.revision_cache import DATA_VERSION, keep
from hkinno.registry.revision import State
from hkinno.service.asgi.response import Response
from hkinno.service.asgi.response_cache import CONTROL, VARY, ResponseCache

MAX_ENTRIES = 2048
# Of these there are as many arguments as kinds of records, fields, formats and sections of files.
FINITE = {"label", "resource", "name", "section", "format", "language", "action", "reference"}
# The paths of lists, and the texts of the code.
FINITE_PATHS = {"hkinno.site.pages.lists.formats_of", "hkinno.site.language.translate"}
# A command of its own, whose process ends.
COMMANDS = {"hkinno.dumps.columns.range_text"}
VALUES = [
    (12, True),
    ([f"lab-{number}" for number in range(26)], 512),
    {number: [f"2019-{number}", f"lab-{number}"] for number in range(0, 2000, 100)},
    {"facets": {"host": [{"value": f"id-{n}", "count": n + 300} for n in range(50)]}},
    "select " * 500,
]


def caches():
    """`{name: function}` of the functions of ours whose results are kept."""
    assert get_resolver().url_patterns  # imports all views
    return {
        f"{module.__name__}.{name}": value
        for module in list(sys.modules.values())
        if module.__name__.split(".")[0] in ("hkinno", "labs", "programmes", "events")
        for name, value in vars(module).items()
        if isinstance(value, _lru_cache_wrapper) and value.__module__ == module.__name__
    }


def is_finite(name, function):
    """Whether the arguments of a function are known in advance: classes, flags and their names."""
    parameters = inspect.signature(function).parameters.values()
    texts = {item.name for item in parameters if item.annotation in (str, "str", int, "int")}
    return name in FINITE_PATHS or texts <= FINITE


def test_results_of_functions_are_kept_in_small_numbers_or_for_few_arguments():
    sizes = {name: function.cache_parameters()["maxsize"] for name, function in caches().items()}

    assert len(sizes) > 50
    assert [name for name, size in sizes.items() if size and size > MAX_ENTRIES] == sorted(COMMANDS)
    unbounded = [name for name, size in sizes.items() if size is None]
    assert [name for name in unbounded if not is_finite(name, caches()[name])] == []


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_values_of_lists_take_no_more_memory_than_is_counted(rf, monkeypatch, value):
    monkeypatch.setattr(revision_cache, "values", LRUCache(10**9, revision_cache.values.getsizeof))
    data = orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS)
    state = State(1, None)

    def keep_values(numbers):
        for number in numbers:
            request = Request(rf.get("/api/v1/labs/", {"q": f"量子 {number}"}))
            setattr(request, DATA_VERSION, state)
            keep(request, "hits", orjson.loads(data))

    keep_values(range(10))
    counted, traced = added_memory(lambda: keep_values(range(10, 510)), revision_cache)

    assert traced <= counted <= 3 * traced


def added_memory(function, module):
    """The bytes that a function adds to what is counted of a module's cache, and to the process."""
    before = module.values.currsize
    tracemalloc.start()
    try:
        function()
        traced = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    return module.values.currsize - before, traced


def test_responses_take_no_more_memory_than_is_counted():
    cache = ResponseCache(10**9)
    state = State(1, None)
    rows = [{"id": f"lab-{number}", "name": "x" * 60} for number in range(450)]

    def store(number):
        lookup = cache.look_up(("GET", b"/", b"%d" % number, ()), state)
        cache.store(lookup, Response(200, [CONTROL, *VARY], orjson.dumps(rows)), "labs/")

    store(0)
    tracemalloc.start()
    try:
        for number in range(1, 101):
            store(number)
        traced = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()

    assert traced <= cache.responses.currsize <= 1.2 * traced
