"""Tests for the SQL of lists that is kept for other values of filters."""

import pytest
from django.db import connection
from django.test import RequestFactory
from django.urls import resolve
from rest_framework.request import Request

from hkinno.api.negotiation import JSONRenderer
from hkinno.api.pagination.keyset import Keyset
from hkinno.registry import revision
from hkinno.registry.rest.compiled_rows import ROW_COUNT
from hkinno.registry.rest.conditional_requests import STATE
from hkinno.registry.rest.stored_rows import OTHER_COUNT, BoundParameter, StoredRows
from tests.factories import FACTORIES, InstitutionFactory, LabFactory
from tests.list_endpoints import for_each_list, ids

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stored_documents")]
PERIODS = ["2018-06", "../2019", "2012/.."]


@pytest.fixture
def read(client, monkeypatch):
    """Reads labs as the service does, in one state of the data."""
    monkeypatch.setattr(
        "hkinno.registry.rest.conditional_requests.may_cache_responses", lambda: True
    )

    def read(**parameters):
        state = {STATE: revision.current()}
        return client.get("/api/v1/labs/", parameters, **state)

    return read


def compile_list(viewset, parameters):
    view = viewset(action="list", kwargs={}, format_kwarg=None)
    view.request = Request(RequestFactory().get("/", parameters))
    view.request.accepted_renderer = JSONRenderer()
    rows = StoredRows(view)
    columns = (ROW_COUNT, OTHER_COUNT) if view.compares_dates() else (ROW_COUNT,)
    return rows.compile(columns, rows.bound_values(), Keyset())


@for_each_list
def test_sql_is_the_same_for_every_value_of_a_bound_filter(name):
    viewset = resolve(f"/api/v1/{name}/").func.cls
    bound_filters = {
        parameter: filter_
        for parameter, filter_ in viewset.filterset_class.base_filters.items()
        if getattr(filter_, "is_bound", False)
    }

    assert bound_filters
    records = {}
    for parameter, filter_ in bound_filters.items():
        values = PERIODS
        if resources := filter_.extra.get("resources"):
            values = records.setdefault(resources[0], []) or [
                FACTORIES[resources[0]](id=f"{resources[0]}-{number}").pk for number in (1, 2)
            ]
            records[resources[0]] = values
        first, *others = [compile_list(viewset, {parameter: value}) for value in values]

        assert BoundParameter(parameter) in first.params, parameter
        assert all(other == first for other in others), parameter


def test_kept_sql_is_run_with_the_values_of_each_request(read):
    for key, year in (("one", "1990"), ("two", "2010"), ("three", "2020")):
        LabFactory(id=key, host=InstitutionFactory(id=f"host-{key}"), established=year)
    read()

    assert ids(read(host="host-one")) == ["one"]
    assert ids(read(host="host-two")) == ["two"]
    for year, keys in (("2015", ["three"]), ("2005", ["three", "two"]), ("2021", [])):
        page = read(established__gte=year)

        assert ids(page) == keys
        assert page.json()["dates"] == {"known": len(keys), "possible": len(keys)}


def test_one_statement_answers_another_value(read, django_assert_num_queries):
    for key in ("one", "two"):
        LabFactory(id=key, host=InstitutionFactory(id=f"host-{key}"), established="2010")
    read()  # makes the documents
    read(host="host-one", established__gte="2000")

    with django_assert_num_queries(3):  # with those for the state and the reference
        page = read(host="host-two", established__gte="2005")
    with django_assert_num_queries(2):
        other = read(host="host-two", established__gte="2006")

    assert ids(page) == ids(other) == ["two"]


def test_unknown_value_is_refused_although_sql_is_kept(read):
    LabFactory(id="lab", host=InstitutionFactory(id="host"))
    InstitutionFactory(id="draft", status="draft")
    read(host="host")

    for host in ("draft", "missing"):
        assert read(host=host).status_code == 400
    assert read(host="host", established__gte="soon").status_code == 400


def test_value_of_one_character_is_not_a_parameter_of_kept_sql(read):
    for key in ("a", "b"):
        LabFactory(id=f"lab-{key}", host=InstitutionFactory(id=key))
    read()

    assert [ids(read(host=key)) for key in ("a", "b")] == [["lab-a"], ["lab-b"]]
    assert ids(read(host__in="a,b")) == ["lab-a", "lab-b"]


def test_hits_in_order_of_relevance_are_read_by_cursor(read):
    for number in range(3):
        LabFactory(id=f"lab-{number}", name_en=f"Quantum laboratory {number}")
    read()  # makes the documents
    expected = ids(read(q="quantum"))

    first = read(q="quantum", cursor="*", page_size="2")
    cursor = first.json()["next"].partition("cursor=")[2].partition("&")[0]
    second = read(q="quantum", cursor=cursor, page_size="2")

    assert ids(first) + ids(second) == expected == ["lab-0", "lab-1", "lab-2"]


@pytest.mark.parametrize("ordering", ["-established", "website,name"])
def test_sql_of_a_page_by_cursor_is_kept_for_other_cursors(read, monkeypatch, ordering):
    for number, year in enumerate(["2001", "2002", "2003-04", "2004", "2005"]):
        website = "https://a.example/" if number % 2 else ""
        LabFactory(id=f"lab-{number}", established=year, website=website, name_en=f"Lab {number}")
    read()  # makes the documents
    parameters = {"ordering": ordering, "page_size": "1", "established__gte": "2001"}
    expected = ids(read(ordering=ordering))

    def follow(count, cursor="*"):
        """The ids of pages, their counts, and the next cursor."""
        found, counts = [], set()
        for _page in range(count):
            page = read(cursor=cursor, **parameters)
            body = page.json()
            found += ids(page)
            counts.add((body["count"], body["dates"]["known"], body["dates"]["possible"]))
            cursor = body["next"] and body["next"].partition("cursor=")[2].partition("&")[0]
        return found, counts, cursor

    all_pages = follow(5)
    follow(1)  # without counting
    monkeypatch.setattr(StoredRows, "compile", lambda *_args: pytest.fail("compiled again"))

    assert all_pages == (expected, {(5, 5, 5)}, None)
    assert follow(5) == all_pages


@pytest.mark.parametrize("pool_mode", ["", "transaction"])
def test_record_is_read_by_a_prepared_statement_unless_a_pooler_shares_sessions(
    read, client, monkeypatch, pool_mode
):
    LabFactory(id="lab")
    read()  # makes the documents
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "pool_mode", pool_mode)
    query = "select count(*) from pg_prepared_statements where statement like '%registry_document%'"
    with connection.cursor() as cursor:
        cursor.execute("deallocate all")

        for _time in range(2):
            assert client.get("/api/v1/labs/lab/").json()["id"] == "lab"
        cursor.execute(query)

        assert cursor.fetchone() == (0 if pool_mode else 1,)
