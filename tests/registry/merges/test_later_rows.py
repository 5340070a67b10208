"""Rows that are written with or after a merge lead to the survivor as well."""

import json

import pytest
from django.core.management import call_command

from hkinno.registry.models import Change, Record, Relation, Statement
from labs.models import Institution, Lab
from tests.factories import LabFactory, RelationFactory, SourceFactory, StatementFactory
from tests.registry.merges.sql import merge

pytestmark = pytest.mark.django_db


def test_later_references_lead_to_the_survivor(old):
    merge("old", "new")
    SourceFactory(id="later-source")

    LabFactory(id="later", host_id="old")
    Lab.objects.filter(pk="lab").update(host="old")
    StatementFactory(
        id="later",
        subject_id="old",
        property="part_of",
        value={"id": "old"},
        source_id="later-source",
    )
    RelationFactory(id="later", subject_id="old", role="partner", object_id="lab")

    hosts = Lab.objects.filter(pk__in=["lab", "later"]).values_list("host", flat=True)
    assert list(hosts) == ["new", "new"]
    statement = Statement.objects.get(pk="later")
    assert (statement.subject_id, statement.value) == ("new", {"id": "new"})
    assert Relation.objects.get(pk="later").subject_id == "new"


def test_fixture_may_list_a_survivor_after_its_duplicate_and_references(tmp_path):
    names = {"name_en_basis": "official", "resource": "institutions", "status": "published"}
    rows = [
        {"model": "labs.institution", "pk": "old", "fields": {"kind": "university"}},
        {"model": "labs.institution", "pk": "new", "fields": {"kind": "university"}},
        {
            "model": "registry.record",
            "pk": "old",
            "fields": names | {"name_zh": "舊", "name_en": "Old", "merged_into": "new"},
        },
        {
            "model": "registry.record",
            "pk": "new",
            "fields": names | {"name_zh": "新", "name_en": "N"},
        },
        {
            "model": "registry.record",
            "pk": "part",
            "fields": names | {"name_zh": "部", "name_en": "P", "part_of": "old"},
        },
        {"model": "labs.institution", "pk": "part", "fields": {"kind": "faculty"}},
    ]
    (tmp_path / "rows.json").write_text(json.dumps(rows))

    call_command("loaddata", tmp_path / "rows.json", verbosity=0)

    assert Institution.objects.get(pk="part").part_of_id == "new"
    aliases = Institution.objects.get(pk="new").aliases
    assert [alias["value"] for alias in aliases] == ["舊", "Old"]


@pytest.mark.parametrize("ids", [("old", "new"), ("new", "old")])
def test_one_insertion_of_a_duplicate_and_its_survivor_indexes_all_names(ids):
    rows = [
        Record(
            id=id,
            resource="institutions",
            name_zh={"old": "舊", "new": "新"}[id],
            name_en=id.title(),
            name_en_basis="official",
            status="published",
            merged_into_id="new" if id == "old" else None,
        )
        for id in ids
    ]

    Record.objects.bulk_create(rows)

    survivor = Record.objects.get(pk="new")
    names = ["新", "New", "舊", "Old"]
    assert survivor.search_entry.names == names
    assert sorted(survivor.completions.values_list("name", flat=True)) == sorted(names)
    last_change = Change.objects.filter(row_id="new").latest("id")
    assert last_change.after["aliases"] == survivor.aliases
