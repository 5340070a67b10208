"""Tests for pages that are read from the keys of a row which an earlier page has kept."""

from itertools import chain

import pytest

from hkinno.api import revision_cache
from hkinno.registry import revision
from hkinno.registry.rest import stored_rows
from hkinno.registry.rest.conditional_requests import STATE
from hkinno.registry.rest.stored_rows import StoredRows
from labs.models import Lab
from tests.factories import InstitutionFactory, LabFactory
from tests.list_endpoints import ids

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stored_documents")]
COUNT, PAGE_SIZE = 11, 2
ORDERINGS = [
    "id",
    "-id",
    "-established",
    "established,name",
    "-updated_at",
    "website,-name",
    "stage,-website",
    "budget",
    "last_confirmed,host",
]


@pytest.fixture
def offsets(monkeypatch):
    """The offset of each statement for a page; keys are kept before every second row."""
    monkeypatch.setattr(stored_rows, "KEPT_STEP", 2)
    monkeypatch.setattr(
        "hkinno.registry.rest.conditional_requests.may_cache_responses", lambda: True
    )
    read, used = StoredRows.read, []

    def note(rows, offset, limit, keyset):
        used.append(offset)
        return read(rows, offset, limit, keyset)

    monkeypatch.setattr(StoredRows, "read", note)
    return used


@pytest.fixture
def read_page(client):
    """The ids of a page, read as by the service in one state of the data."""

    def read_page(page, **parameters):
        parameters = {"page": page, "page_size": PAGE_SIZE, **parameters}
        return ids(client.get("/api/v1/labs/", parameters, **{STATE: revision.current()}))

    return read_page


def make_labs():
    hosts = [InstitutionFactory(id="host-0"), None]
    for number in range(COUNT):
        LabFactory(
            id=f"lab-{number:02}",
            name_en=f"Lab {number % 4}",
            host=hosts[number % 2],
            established=None if number % 3 == 0 else str(2000 + number % 5),
            website="https://a.example/" if number % 2 else "",
            stage="active" if number % 4 else "planned",
        )


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_pages_are_the_same_as_by_offset(ordering, offsets, read_page):
    make_labs()
    expected = read_page(1, page_size=100, ordering=ordering)  # makes the documents
    numbers = range(1, (COUNT + 1) // PAGE_SIZE + 1)

    by_offset = []
    for number in numbers:
        revision_cache.values.clear()
        by_offset.append(read_page(number, ordering=ordering))
    revision_cache.values.clear()
    offsets.clear()
    in_order = [read_page(number, ordering=ordering) for number in numbers]

    # The keys before a page are those of the last row of the page before it.
    assert offsets == [0] * len(numbers)
    assert in_order == by_offset
    assert list(chain(*in_order)) == expected
    assert len(expected) == COUNT


def test_page_is_read_from_the_nearest_keys_before_it(offsets, read_page):
    make_labs()
    read_page(1, page_size=100)  # makes the documents
    revision_cache.values.clear()
    offsets.clear()
    for number in (1, 4, 5, 2):
        read_page(number)

    assert offsets == [0, 4, 0, 0]


def test_keys_belong_to_the_filters_and_the_state_of_the_data(offsets, read_page):
    make_labs()
    assert read_page(1) == ["lab-00", "lab-01"]
    read_page(1, host="host-0")
    assert read_page(2, host="host-0") == ["lab-04", "lab-06"]

    Lab.objects.filter(pk="lab-00").update(status="withdrawn")

    assert read_page(2) == ["lab-03", "lab-04"]
    assert offsets[-1] == PAGE_SIZE
