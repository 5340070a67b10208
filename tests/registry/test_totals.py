"""Totals that are kept for ranges of ids, and counted again where a record changed."""

import pytest
from django.db import connection

from hkinno.registry import revision, totals
from hkinno.registry.models import Record, Source
from hkinno.registry.totals import ALL_IDS, IdRanges, KeptTotals
from labs.models import Lab
from tests.factories import LabFactory, SourceFactory, StatementFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def labs():
    """Five laboratories, in three ranges."""
    for key in "abcde":
        LabFactory(id=key, host=None)


@pytest.fixture
def counted():
    """The ranges that were counted."""
    return []


@pytest.fixture
def kept(counted):
    """The number of records by stage, in ranges of two records."""

    def count(ids):
        counted.append(ids)
        totals = ids.no_totals()
        records = Record.objects.filter(ids.contain("pk"))
        for index, stage in records.values_list(ids.position_of("pk"), "stage"):
            totals[index][stage] += 1
        return totals

    return KeptTotals(count, size=2)


@pytest.mark.usefixtures("labs")
def test_totals_are_those_of_all_ranges(kept, counted):
    assert kept.read(revision.current()) == {"active": 5}
    assert counted == [IdRanges(["", "c", "e"])]
    assert kept.read(None) == {"active": 5}
    assert counted[-1] == ALL_IDS


@pytest.mark.usefixtures("labs")
def test_only_ranges_of_changed_records_are_counted_again(kept, counted):
    kept.read(revision.current())
    counted.clear()

    assert kept.read(revision.current()) == {"active": 5}
    assert counted == []

    Lab.objects.filter(pk="d").update(stage="planned")
    LabFactory(id="bb", host=None)

    assert kept.read(revision.current()) == {"active": 5, "planned": 1}
    assert sorted(counted) == [IdRanges([""], "c"), IdRanges(["c"], "e")]

    Lab.objects.filter(pk="d").update(stage="active")

    assert dict(kept.read(revision.current())) == {"active": 6}


@pytest.mark.usefixtures("labs")
def test_records_of_a_changed_source_are_counted_again(kept, counted):
    StatementFactory(subject_id="a", source=SourceFactory(id="z"))
    kept.read(revision.current())
    counted.clear()

    Source.objects.filter(pk="z").update(publisher_en="Another")
    kept.read(revision.current())

    assert len(counted) == 2
    assert ["c"] not in [ids.starts for ids in counted]


@pytest.mark.usefixtures("labs")
def test_all_are_counted_after_a_deletion_and_many_changes(kept, counted, monkeypatch):
    monkeypatch.setattr(totals, "MAX_CHANGED", 3)
    kept.read(revision.current())
    counted.clear()

    Lab.objects.filter(pk="d").delete()

    assert kept.read(revision.current()) == {"active": 4}
    assert counted == [IdRanges(["", "c"])]
    counted.clear()

    Lab.objects.update(stage="planned")

    assert kept.read(revision.current()) == {"planned": 4}
    assert counted == [IdRanges(["", "c"])]


@pytest.mark.usefixtures("labs")
def test_all_are_counted_after_changes_in_many_ranges(kept, counted, monkeypatch):
    monkeypatch.setattr(totals, "MAX_COUNTED", 1)
    kept.read(revision.current())
    counted.clear()

    Lab.objects.filter(pk__in=["a", "b"]).update(stage="planned")
    kept.read(revision.current())

    assert len(counted) == 1
    assert counted[0].end is not None
    counted.clear()

    Lab.objects.filter(pk__in=["a", "e"]).update(stage="proposed")
    kept.read(revision.current())

    assert [ids.end for ids in counted] == [None]
    assert len(counted[0].starts) == 3


@pytest.mark.usefixtures("labs")
def test_a_large_registry_has_larger_ranges(kept, counted, monkeypatch):
    monkeypatch.setattr(totals, "MAX_RANGES", 1)

    assert dict(kept.read(revision.current())) == {"active": 5}

    assert [ids.starts for ids in counted] == [[""]]


def test_totals_of_a_later_state_answer_for_an_earlier_one(kept, counted):
    LabFactory(id="a", host=None)
    before = revision.current()
    LabFactory(id="b", host=None)
    kept.read(revision.current())
    counted.clear()

    assert kept.read(before) == {"active": 2}
    assert counted == []


def test_indexes_of_blocks_are_summarized_as_blocks_are_added():
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, reloptions from pg_class join pg_am on pg_am.oid = relam "
            "where amname = 'brin' and relnamespace = 'public'::regnamespace"
        )
        options = dict(cursor.fetchall())

    assert "record_by_version" in options
    assert [name for name, of in options.items() if "autosummarize=on" not in of] == []
