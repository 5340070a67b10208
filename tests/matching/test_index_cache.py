"""The index follows the database."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from hkinno.matching.engine import answer
from hkinno.matching.index_cache import Names
from hkinno.matching.name_queries import MANY, rows
from hkinno.matching.query_hints import Hint
from hkinno.matching.views import result
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

pytestmark = pytest.mark.django_db
# All that one transaction changes is one revision: what changes twice has to be committed twice.
committed = pytest.mark.django_db(transaction=True)


@pytest.fixture
def names():
    return Names()


@pytest.fixture
def chosen(names):
    """What the index of these names chooses for a text."""

    def ask(text):
        with names.held() as index:
            return answer(index, text, Hint().on(index), 5).chosen

    return ask


@committed
def test_what_is_added_changed_and_deleted_is_known_at_once(chosen):
    hku = InstitutionFactory(id="hku", name_zh="甲乙大學")
    assert chosen("甲乙大學") == "hku"

    hku.name_zh = "丙丁大學"
    hku.save()
    assert (chosen("甲乙大學"), chosen("丙丁大學")) == (None, "hku")

    Record.objects.filter(pk="hku").update(status="draft")
    assert chosen("丙丁大學") is None


@committed
def test_a_change_of_the_whole_is_a_change_of_its_parts(chosen):
    hku = InstitutionFactory(id="hku", name_zh="甲乙大學", name_en="Alpha")
    InstitutionFactory(id="part", name_zh="甲乙大學丙丁院", name_en="Beta", part_of=hku)
    assert chosen("戊大丙丁院") is None

    hku.aliases = [
        {"value": "戊大", "lang": "zh-Hant", "type": "short", "since": None, "until": None}
    ]
    hku.save()

    assert chosen("戊大丙丁院") == "part"


@committed
def test_what_plain_sql_writes_is_known_at_once(chosen):
    """No writer is told of an index: the database counts, and the index looks at the count."""
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
def test_what_is_deleted_is_forgotten(chosen):
    hku = InstitutionFactory(id="hku", name_zh="甲乙大學")
    assert chosen("甲乙大學") == "hku"

    hku.delete()

    assert chosen("甲乙大學") is None


def test_nothing_is_read_anew_while_nothing_changes(chosen, django_assert_num_queries):
    InstitutionFactory(id="hku", name_zh="甲乙大學")
    chosen("甲乙大學")

    with django_assert_num_queries(1):
        assert chosen("甲乙大學") == "hku"


@committed
def test_an_index_that_is_mostly_dead_is_made_anew(names, chosen):
    hku = InstitutionFactory(id="hku", name_zh="甲乙大學")
    for n in range(5):
        hku.name_en = f"Alpha {n}"
        hku.save()
        assert chosen(f"Alpha {n}") == "hku"

    with names.held() as index:
        alive = sum(map(len, index.of_record.values()))
        assert len(index.names) <= 4 * alive


def test_rows_say_what_a_record_is_named_beside():
    hku, place = InstitutionFactory(id="hku"), PlaceFactory(id="here", kind="city")
    LabFactory(id="lab", host=hku, place=place, kind="research-centre")
    FacilityFactory(id="park", operator=hku)
    ProgrammeFactory(id="scheme", administrator=hku)
    person = PersonFactory(id="person")
    RelationFactory(subject=person, role=Role.POST, object=hku)
    RelationFactory(subject=InstitutionFactory(id="firm"), role=Role.FOUNDER, object=person)
    TargetFactory(id="target")
    wanted = {"lab", "park", "scheme", "person", "here", "target"}

    found = {row.id: row for row in rows(wanted)}

    assert {id: (row.whole, sorted(row.beside)) for id, row in found.items()} == {
        "here": (None, []),
        "lab": ("hku", []),
        "park": (None, ["hku"]),
        "person": (None, ["firm", "hku"]),
        "scheme": (None, ["hku"]),
    }
    assert (found["lab"].place, found["lab"].kind) == ("here", "research-centre")
    assert found["person"].kind == ""


def test_all_rows_are_read_where_many_are_wanted():
    InstitutionFactory(id="hku")

    assert [row.id for row in rows([str(n) for n in range(MANY + 1)])] == ["hku"]


def test_a_record_that_was_unpublished_in_this_moment_is_left_out():
    InstitutionFactory(id="hku", name_zh="甲乙大學")
    with Names().held() as index:
        found = answer(index, "甲乙大學", Hint().on(index), 5)

    assert result("甲乙大學", found, {}) == {"text": "甲乙大學", "chosen": None, "candidates": []}


@committed
def test_threads_share_an_index(names):
    InstitutionFactory(id="hku", name_zh="甲乙大學")

    def ask(_n):
        try:
            with names.held() as index:
                return answer(index, "甲乙大學", Hint().on(index), 5).chosen
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(12))) == ["hku"] * 12
