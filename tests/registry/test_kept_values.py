"""What is kept of a list over writes that change nothing that it was read from."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hkinno.api import revision_cache
from hkinno.registry import revision, sql_names
from hkinno.registry.erasure import erase_record
from hkinno.registry.models import Change, Record, Relation, Revision, Statement
from hkinno.registry.rest import kept_searches
from hkinno.registry.revision import State
from labs.models import Institution, Lab
from tests.factories import (
    InstitutionFactory,
    LabFactory,
    PlaceFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)

LISTS = [
    "labs/?facets=host,kind,source,stage",
    "labs/?host=hku&facets=kind",
    "labs/?place=hong-kong&facets=place",
    "labs/?source=article",
    "labs/?established__gte=2000&ordering=-established",
    "labs/?q=光學&facets=source",
    "labs/?q=光學&facets=host,kind",
    "labs/?q=optics&facets=stage",
    "statements/?facets=source,property",
    "statements/?property=host",
    "relations/?facets=role",
    "places/",
]


def add_statement(subject_id, **values):
    defaults = {"source_id": "article", "property": "exists", "value": True}
    return Statement.objects.create(subject_id=subject_id, **defaults | values)


def update(id, **values):
    return lambda: Record.objects.filter(pk=id).update(**values)


WRITES = {
    "a text": update("optics", summary_en="Another."),
    "a name": update("hku", name_en="Another"),
    "a column of its kind": lambda: Lab.objects.filter(pk="optics").update(host="cuhk"),
    "a date": lambda: Lab.objects.filter(pk="optics").update(established="1990"),
    "a stage": update("optics", stage="planned"),
    "a new lab": lambda: LabFactory(id="new", host_id="hku", place_id="shatin"),
    "a hidden lab": update("optics", status="draft"),
    "a hidden host": update("hku", status="draft"),
    "a hidden source": update("article", status="draft"),
    "a merged lab": update("liver", merged_into_id="robots"),
    "a place elsewhere": update("shatin", part_of_id=None),
    "a new statement": lambda: add_statement("robots"),
    "a changed statement": lambda: Statement.objects.filter(pk="s").update(property="website"),
    "a deleted statement": lambda: Statement.objects.filter(pk="s").delete(),
    "a new relation": lambda: Relation.objects.create(
        subject_id="hku", object_id="cuhk", role="partner", modality="stated"
    ),
    "a deleted relation": lambda: Relation.objects.all().delete(),
    "a deleted lab": lambda: Lab.objects.get(pk="robots").delete(),
    "an erased lab": lambda: erase_record("liver"),
}


@pytest.fixture
def registry():
    PlaceFactory(id="hong-kong")
    PlaceFactory(id="shatin", part_of_id="hong-kong")
    SourceFactory(id="article", kind="article")
    for id in ("hku", "cuhk"):
        InstitutionFactory(id=id)
    for id in ("optics", "liver", "robots"):
        LabFactory(id=id, host_id="hku", place_id="shatin", name_zh="光學", established="2010")
        add_statement(id)
    add_statement("optics", id="s", property="host", value={"id": "hku"})


def forget():
    """Empty what the process keeps."""
    revision_cache.values.clear()
    kept_searches.searches.clear()


def read_lists(client):
    """The answer to each list."""
    return {path: client.get(f"/api/v1/{path}").json() for path in LISTS}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_lists_are_those_of_the_data_after_a_write(client, registry, write):
    read_lists(client)
    read_lists(client)
    write()

    after = read_lists(client)

    forget()
    assert after == read_lists(client)


def test_lists_are_those_of_the_data_after_an_erasure_by_a_clock_that_was_set_back(
    client, registry
):
    tomorrow = timezone.now() + timedelta(days=1)
    Change.objects.update(changed_at=tomorrow)
    Revision.objects.update(changed_at=tomorrow)
    before = read_lists(client)
    erase_record("liver")

    after = read_lists(client)

    forget()
    assert after == read_lists(client) != before


def counting_statements(client, path):
    """The response to a list, and how many statements counted rows for it."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(f"/api/v1/{path}").json()
    return response, sum("count(" in query["sql"].lower() for query in queries)


def test_counts_are_kept_over_writes_to_other_columns(client, registry):
    path = "labs/?facets=host&stage=active"
    before = [counting_statements(client, path) for _ in range(2)]
    Lab.objects.filter(pk="optics").update(summary_en="Another.")
    add_statement("optics")

    response, number = counting_statements(client, path)

    assert before[1][1] == number == 0
    assert response["count"] == 3
    assert response["results"][1]["summary"]["en"] == "Another."


def test_other_count_of_dates_is_kept_too(client, registry):
    path = "labs/?established__gte=2000"
    client.get(f"/api/v1/{path}")
    Lab.objects.filter(pk="optics").update(summary_en="Another.")

    response, number = counting_statements(client, path)

    assert (response["dates"], number) == ({"known": 3, "possible": 3}, 0)


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT "registry_record"."version" FROM "registry_record"',
        "select names_vector from registry_searchentry",
        "select public.registry_search_hits(%s)",
        'SELECT "auth_user"."id" FROM "auth_user"',
    ],
)
def test_names_are_unknown_where_sql_may_read_what_the_history_does_not_cover(sql):
    assert sql_names.names_in(sql) is None


def test_changes_are_unknown_after_another_history(registry, monkeypatch):
    earlier = revision.current()
    Lab.objects.update(summary_en="Another.")
    current, names = revision.current(), sql_names.names_in("select stage from registry_record")

    assert current.is_same(earlier, names)
    assert not current.is_same(earlier, names | {"summary_en"})
    assert not current.is_same(State(earlier.number, current.changed_at), names)
    assert not current.is_same(State(0, None), names)
    assert not earlier.is_same(current, names)


def test_changes_are_unknown_if_they_are_many(registry, monkeypatch):
    monkeypatch.setattr(sql_names, "MAX_CHANGES", 2)
    earlier = revision.current()
    Lab.objects.update(summary_en="Another.")

    assert sql_names.find_changes(*earlier, revision.current().number) is None


def test_changes_are_unknown_after_a_deletion(registry):
    earlier = revision.current()
    Institution.objects.filter(pk="cuhk").delete()

    assert sql_names.find_changes(*earlier, revision.current().number) is None
