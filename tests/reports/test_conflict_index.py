"""The candidates that the database finds, and the conflicts kept in memory, miss nothing."""

import random

import pytest
from django.db import connection
from django.test import RequestFactory

from hkinno.registry import revision
from hkinno.registry.models import Place, Record, Relation, Source, Statement, record_models
from hkinno.reports import conflict_index
from hkinno.reports.conflict_index import ConflictList, all_conflicts
from hkinno.reports.conflicts import (
    ConflictType,
    comparable_statements,
    find_contradictions,
    find_value_conflicts,
)
from hkinno.reports.disagreements import find_disagreements
from labs.models import Lab
from tests.factories import (
    IndicatorFactory,
    InstitutionFactory,
    LabFactory,
    ObservationFactory,
    PlaceFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)
from tests.fixture_snapshot import load_registry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_conflicts_are_kept(monkeypatch):
    monkeypatch.setattr(conflict_index, "kept", None)


def find_all_conflicts():
    """All conflicts, by comparing every record and every pair of statements."""
    groups = set(comparable_statements().values_list("subject", "property"))
    conflicts = [*find_contradictions(groups), *find_value_conflicts(Record.objects.all())]
    conflicts += find_disagreements(None)
    return sorted(conflicts, key=lambda c: (c.subject_id, c.property, c.type))


def swap_columns(rng):
    """Exchange the values of a column between two rows of each kind, for each property."""
    for model in record_models().values():
        names = [f.name for f in model._meta.concrete_fields if f.name in model.PROPERTIES]
        for name in names:
            rows = rng.sample(list(model.objects.values("pk", name)), 2)
            for row, other in zip(rows, reversed(rows), strict=True):
                model.objects.filter(pk=row["pk"]).update(**{name: other[name]})


def change_statements(rng):
    ids = list(Statement.objects.values_list("pk", flat=True))
    Statement.objects.filter(pk__in=rng.sample(ids, 100)).update(modality="planned")
    Statement.objects.filter(pk__in=rng.sample(ids, 100)).delete()
    Statement.objects.filter(property="established").update(value="1999")


def change_relations(rng):
    ids = list(Relation.objects.values_list("pk", flat=True))
    Relation.objects.filter(pk__in=rng.sample(ids, 20)).update(since="1999")
    Relation.objects.filter(pk__in=rng.sample(ids, 20)).delete()
    Record.objects.filter(pk__in=["hku", "cuhk"]).update(status="draft")


@pytest.mark.parametrize("change", [swap_columns, change_statements, change_relations])
def test_conflicts_of_candidates_are_those_of_all_records(change):
    load_registry()
    change(random.Random(3))

    expected = find_all_conflicts()

    assert len(expected) > 20
    assert all_conflicts(None) == expected


def draft(id):
    return lambda: Record.objects.filter(pk=id).update(status="draft")


CHANGES = {
    "a column": lambda: Lab.objects.filter(pk="lab").update(host="cuhk"),
    "a second statement": lambda: StatementFactory(
        id="second", subject_id="lab", property="place", value={"id": "hetao"}
    ),
    "its value": lambda: Statement.objects.filter(pk="second").update(value={"id": "hong-kong"}),
    "what a place is part of": lambda: Place.objects.filter(pk="hetao").update(part_of="shenzhen"),
    "what a place is a member of": lambda: RelationFactory(
        id="membership", subject_id="hong-kong", role="member", object_id="hetao"
    ),
    "no member any more": lambda: Relation.objects.filter(pk="membership").delete(),
    "the place back": lambda: Place.objects.filter(pk="hetao").update(part_of="hong-kong"),
    "a source": draft("paper"),
    "a referred record": draft("cuhk"),
    "a deleted record": lambda: Lab.objects.filter(pk="other").delete(),
    "a member that is not counted": lambda: StatementFactory(
        subject_id="lab", property="member", value={"id": "hku"}, source_id="other-paper"
    ),
    "a plan of what is a fact": lambda: StatementFactory(
        id="plan",
        subject_id="lab",
        property="host",
        value={"id": "hku"},
        modality="planned",
        source=SourceFactory(id="plan-paper", published="2010", published_basis="printed"),
    ),
    "the date of its source": lambda: Source.objects.filter(pk="plan-paper").update(
        published="2024"
    ),
    "an unrelated record": lambda: InstitutionFactory(id="unrelated", website="https://a.hk"),
}


@pytest.mark.django_db(transaction=True)
def test_kept_conflicts_are_updated_by_every_change():
    PlaceFactory(id="hong-kong")
    PlaceFactory(id="shenzhen")
    PlaceFactory(id="hetao", part_of_id="hong-kong")
    for id in ("hku", "cuhk"):
        InstitutionFactory(id=id)
    SourceFactory(id="paper")
    LabFactory(id="other", established="2012")
    LabFactory(id="lab", host_id="hku", place_id="hong-kong")
    host_paper = SourceFactory(published="2017", published_basis="printed")
    StatementFactory(
        id="host", subject_id="lab", property="host", value={"id": "hku"}, source=host_paper
    )
    StatementFactory(
        id="place", subject_id="lab", property="place", value={"id": "hong-kong"}, source_id="paper"
    )
    count = {"value": "0", "max": None, "unit": "institutions", "unit_basis": "printed"}
    count |= {"qualifier": "exact", "magnitude": None}
    indicator = IndicatorFactory(kind="count", unit="institutions")
    StatementFactory(
        subject=ObservationFactory(subject_id="lab", indicator=indicator),
        property="quantity",
        value=count,
        source=SourceFactory(id="other-paper"),
    )
    all_conflicts(revision.current())

    for description, change in CHANGES.items():
        change()
        kept = all_conflicts(revision.current())
        assert kept == all_conflicts(None), description

    types = {conflict.type for conflict in kept}
    assert {ConflictType.COUNTS, ConflictType.MODALITIES} <= types


@pytest.mark.django_db(transaction=True)
def test_only_changed_records_are_compared_again(monkeypatch):
    LabFactory(id="other", established="2012")
    LabFactory(id="lab", established="2012")
    all_conflicts(revision.current())
    compared = []
    find_by_subject = conflict_index.find_by_subject
    monkeypatch.setattr(
        conflict_index,
        "find_by_subject",
        lambda subjects: compared.append(subjects) or find_by_subject(subjects),
    )

    all_conflicts(revision.current())
    Lab.objects.filter(pk="lab").update(established="2013")
    all_conflicts(revision.current())

    assert compared == [{"lab"}]


@pytest.mark.django_db(transaction=True)
def test_conflicts_of_another_database_are_not_kept():
    LabFactory(id="lab", established="2012")
    assert len(all_conflicts(revision.current())) == 1
    with connection.cursor() as cursor:
        cursor.execute("truncate registry_record cascade")

    assert all_conflicts(revision.current()) == []


def test_conflict_whose_record_has_been_deleted_is_left_out():
    LabFactory(id="lab", established="2012")
    LabFactory(id="other", established="2012")
    conflicts = ConflictList(all_conflicts(None), RequestFactory().get("/"))
    Lab.objects.filter(pk="lab").delete()

    assert [row.subject.pk for row in conflicts] == ["other"]
    assert [row.subject.pk for row in conflicts[1:]] == ["other"]
    assert conflicts[:1] == []
