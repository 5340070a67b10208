"""The index is kept up to date with the database."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from hkinno.matching.index_cache import IndexCache
from hkinno.matching.published_names import MAX_IDS_IN_QUERY, fetch_record_names
from hkinno.matching.views import result_data
from hkinno.registry.models import Record
from hkinno.registry.vocabularies.roles import Role
from labs.models import Institution
from tests.factories import (
    FacilityFactory,
    InstitutionFactory,
    LabFactory,
    PersonFactory,
    PlaceFactory,
    ProgrammeFactory,
    RelationFactory,
    TargetFactory,
)
from tests.matching.conftest import match

pytestmark = pytest.mark.django_db
# One transaction makes one revision, so two changes need two transactions.
committed = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cache():
    return IndexCache()


@pytest.fixture
def chosen(cache):
    """The id that is chosen for a text, or None."""

    def choose(text):
        with cache.acquire() as index:
            return match(index, text).chosen

    return choose


@committed
def test_index_follows_new_changed_and_unpublished_records(chosen):
    hku = InstitutionFactory(id="hku", name_zh="甲乙大學")
    assert chosen("甲乙大學") == "hku"

    hku.name_zh = "丙丁大學"
    hku.save()
    assert (chosen("甲乙大學"), chosen("丙丁大學")) == (None, "hku")

    Record.objects.filter(pk="hku").update(status="draft")
    assert chosen("丙丁大學") is None


@committed
def test_index_follows_a_changed_parent(chosen):
    hku = InstitutionFactory(id="hku", name_zh="甲乙大學", name_en="Alpha")
    InstitutionFactory(id="part", name_zh="甲乙大學丙丁院", name_en="Beta", part_of=hku)
    assert chosen("戊大丙丁院") is None

    hku.aliases = [
        {"value": "戊大", "lang": "zh-Hant", "type": "short", "since": None, "until": None}
    ]
    hku.save()

    assert chosen("戊大丙丁院") == "part"


@committed
def test_index_follows_changes_made_in_sql(chosen):
    """The index compares the revision of the database, which counts the changes of every writer."""
    InstitutionFactory(id="hku", name_zh="甲乙大學")
    InstitutionFactory(id="cuhk", name_zh="丙丁大學")
    LabFactory(id="lab", name_zh="戊己庚實驗室", host=Institution.objects.get(pk="hku"))
    PersonFactory(id="person", name_zh="辛壬癸")

    def after(sql):
        with connection.cursor() as cursor:
            cursor.execute(sql)
        return chosen

    assert after("SELECT 1")("戊己庚實驗室（丙丁大學）") is None
    moved = after("UPDATE labs_lab SET host_id = 'cuhk'")
    assert moved("戊己庚實驗室（丙丁大學）") == "lab"
    renamed = after("UPDATE registry_record SET name_zh = '子丑大學' WHERE id = 'hku'")
    assert (renamed("甲乙大學"), renamed("子丑大學")) == (None, "hku")
    assert renamed("子丑大學辛壬癸") is None
    posted = after(
        "INSERT INTO registry_relation (id, subject_id, subject_resource, role, object_id,"
        " object_resource, title_zh, title_en) VALUES ('post', 'person', 'people', 'post', 'hku',"
        " 'institutions', '', '')"
    )
    assert posted("子丑大學辛壬癸") == "person"
    merged = after("UPDATE registry_record SET merged_into_id = 'cuhk' WHERE id = 'hku'")
    assert merged("子丑大學") is None


@committed
def test_index_follows_deleted_records(chosen):
    hku = InstitutionFactory(id="hku", name_zh="甲乙大學")
    assert chosen("甲乙大學") == "hku"

    hku.delete()

    assert chosen("甲乙大學") is None


def test_index_is_not_refreshed_without_changes(chosen, django_assert_num_queries):
    InstitutionFactory(id="hku", name_zh="甲乙大學")
    chosen("甲乙大學")

    with django_assert_num_queries(1):
        assert chosen("甲乙大學") == "hku"


@committed
def test_index_is_rebuilt_when_most_of_it_is_stale(cache, chosen):
    hku = InstitutionFactory(id="hku", name_zh="甲乙大學")
    for n in range(5):
        hku.name_en = f"Alpha {n}"
        hku.save()
        assert chosen(f"Alpha {n}") == "hku"

    with cache.acquire() as index:
        live = sum(map(len, index.numbers_by_record.values()))
        assert len(index.names) <= 4 * live


def test_fetch_record_names_includes_parents_and_affiliations():
    hku, place = InstitutionFactory(id="hku"), PlaceFactory(id="here", kind="city")
    LabFactory(id="lab", host=hku, place=place, kind="research-centre")
    FacilityFactory(id="park", operator=hku)
    ProgrammeFactory(id="scheme", administrator=hku)
    person = PersonFactory(id="person")
    RelationFactory(subject=person, role=Role.POST, object=hku)
    RelationFactory(subject=InstitutionFactory(id="firm"), role=Role.FOUNDER, object=person)
    TargetFactory(id="target")
    ids = {"lab", "park", "scheme", "person", "here", "target"}

    records = {record.id: record for record in fetch_record_names(ids)}

    assert {id: (record.parent, sorted(record.affiliations)) for id, record in records.items()} == {
        "here": (None, []),
        "lab": ("hku", []),
        "park": (None, ["hku"]),
        "person": (None, ["firm", "hku"]),
        "scheme": (None, ["hku"]),
    }
    assert (records["lab"].place, records["lab"].kind) == ("here", "research-centre")
    assert records["person"].kind == ""


def test_fetch_record_names_returns_all_records_for_many_ids():
    InstitutionFactory(id="hku")

    records = fetch_record_names([str(n) for n in range(MAX_IDS_IN_QUERY + 1)])

    assert [record.id for record in records] == ["hku"]


def test_result_data_leaves_out_records_that_were_unpublished_meanwhile():
    InstitutionFactory(id="hku", name_zh="甲乙大學")
    with IndexCache().acquire() as index:
        result = match(index, "甲乙大學")

    data = result_data("甲乙大學", result, {})

    assert data == {"text": "甲乙大學", "chosen": None, "candidates": []}


@committed
def test_threads_share_an_index(cache):
    InstitutionFactory(id="hku", name_zh="甲乙大學")

    def choose(_n):
        try:
            with cache.acquire() as index:
                return match(index, "甲乙大學").chosen
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(choose, range(12))) == ["hku"] * 12
