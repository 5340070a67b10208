"""Everything that refers to a merged record refers to the record that remains, whoever writes."""

import json

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from hkinno.registry.models import Change, MergedReference, Record, Relation, Statement
from labs.models import Institution, Lab, Person
from tests.factories import (
    InstitutionFactory,
    LabFactory,
    PersonFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)

pytestmark = pytest.mark.django_db

TABLES = (
    "registry_record",
    "registry_statement",
    "registry_relation",
    "labs_lab",
    "labs_institution",
)


def merge(id, survivor):
    with connection.cursor() as cursor:
        cursor.execute(
            "update registry_record set merged_into_id = %s where id = %s", [survivor, id]
        )


def contents():
    """All rows, without what every change changes."""
    rows = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                f"select to_jsonb(t) - array['version', 'updated_at'] from {table} t order by 1"
            )
            rows[table] = [json.loads(row) if isinstance(row, str) else row for (row,) in cursor]
    return rows


@pytest.fixture
def old():
    """A duplicate, with every sort of reference to it."""
    survivor = InstitutionFactory(
        id="new", name_zh="新", name_en="New", aliases=[], external_ids={"ror": ["02zhqgq86"]}
    )
    old = InstitutionFactory(
        id="old",
        name_zh="舊",
        name_en="Old",
        aliases=[
            {
                "value": "O",
                "lang": "en",
                "type": "short",
                "since": None,
                "until": None,
                "basis": "common-usage",
            }
        ],
        external_ids={"ror": ["02zhqgq86", "03zhqgq86"], "wikidata": ["Q15568"]},
    )
    LabFactory(id="lab", host=old)
    InstitutionFactory(id="faculty", part_of=old)
    Record.objects.filter(pk="new").update(part_of="old")
    source = SourceFactory(id="source")
    StatementFactory(id="about", subject=old, source=source)
    StatementFactory(id="naming", subject_id="lab", property="host", value={"id": "old"})
    ror = {"scheme": "ror", "id": "old"}
    StatementFactory(id="identifier", subject_id="lab", property="external_ids", value=ror)
    person = PersonFactory(id="person")
    RelationFactory(id="moved", subject=person, role="alumnus", object=old)
    RelationFactory(id="kept", subject=person, role="post", object=survivor, since="2001")
    RelationFactory(id="surplus", subject=person, role="post", object=old, since="2001")
    RelationFactory(id="between", subject=old, role="partner", object=survivor)
    return old


def test_references_move_to_the_survivor(old):
    merge("old", "new")

    assert Lab.objects.get(pk="lab").host_id == "new"
    assert Institution.objects.get(pk="faculty").part_of_id == "new"
    assert Institution.objects.get(pk="new").part_of_id is None
    assert Statement.objects.get(pk="about").subject_id == "new"
    assert Statement.objects.get(pk="naming").value == {"id": "new"}
    assert Statement.objects.get(pk="identifier").value == {"scheme": "ror", "id": "old"}
    relations = Relation.objects.values_list("id", "subject", "object")
    assert list(relations) == [("kept", "person", "new"), ("moved", "person", "new")]


def test_names_and_identifiers_are_added_to_the_survivor(old):
    merge("old", "new")

    survivor = Institution.objects.get(pk="new")
    names = [(alias["value"], alias["lang"], alias["type"]) for alias in survivor.aliases]
    assert names == [("舊", "zh-Hant", "variant"), ("Old", "en", "variant"), ("O", "en", "short")]
    assert survivor.external_ids == {"ror": ["02zhqgq86", "03zhqgq86"], "wikidata": ["Q15568"]}
    assert survivor.search_entry.names == ["新", "New", "舊", "Old", "O"]


def test_merge_that_is_undone_leaves_no_trace(old):
    before = contents()

    merge("old", "new")
    assert contents() != before
    merge("old", None)

    assert contents() == before
    assert not MergedReference.objects.exists()


def test_undoing_a_merge_keeps_what_changed_since(old):
    merge("old", "new")
    InstitutionFactory(id="third")
    Lab.objects.filter(pk="lab").update(host="third")
    Statement.objects.filter(pk="naming").update(value={"id": "third"})
    alias = {
        "value": "N",
        "lang": "en",
        "type": "short",
        "since": None,
        "until": None,
        "basis": "common-usage",
    }
    survivor = Institution.objects.get(pk="new")
    survivor.aliases = [*survivor.aliases, alias]
    survivor.save()

    merge("old", None)

    assert Lab.objects.get(pk="lab").host_id == "third"
    assert Statement.objects.get(pk="naming").value == {"id": "third"}
    assert Institution.objects.get(pk="new").aliases == [alias]


def test_merging_into_another_record_instead_moves_everything_there(old):
    merge("old", "new")
    InstitutionFactory(id="third", aliases=[])
    before = contents()["registry_record"]

    merge("old", "third")

    assert Lab.objects.get(pk="lab").host_id == "third"
    assert Statement.objects.get(pk="about").subject_id == "third"
    assert Institution.objects.get(pk="new").aliases == []
    merge("old", "new")
    assert contents()["registry_record"] == before


def test_chain_leads_to_the_last_survivor_and_can_be_undone_in_any_order(old):
    InstitutionFactory(id="third", aliases=[], external_ids={})
    before = contents()
    merge("old", "new")
    merge("new", "third")

    assert Lab.objects.get(pk="lab").host_id == "third"
    assert Institution.objects.get(pk="old").merged_into_id == "third"
    assert {"舊", "Old", "O", "新", "New"} <= {
        alias["value"] for alias in Institution.objects.get(pk="third").aliases
    }

    merge("new", None)
    assert Institution.objects.get(pk="old").merged_into_id == "new"
    assert Lab.objects.get(pk="lab").host_id == "new"
    assert Institution.objects.get(pk="third").aliases == []
    merge("old", None)
    assert contents() == before


def test_record_merged_into_a_merged_record_is_merged_into_its_survivor(old):
    InstitutionFactory(id="third")
    merge("old", "new")

    merge("third", "old")

    assert Institution.objects.get(pk="third").merged_into_id == "new"


@pytest.mark.parametrize("last", ["old", "new"])
def test_cycle_is_refused(old, last):
    InstitutionFactory(id="third")
    merge("old", "new")
    merge("new", "third")

    with pytest.raises(IntegrityError) as error, transaction.atomic():
        merge("third", last)

    assert error.value.__cause__.diag.constraint_name == "record_is_not_merged_into_itself"


def test_two_records_merged_into_each_other_at_once_are_refused(old):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "update registry_record set merged_into_id ="
            " case id when 'old' then 'new' else 'old' end where id in ('old', 'new')"
        )


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


def test_deleted_duplicate_is_forgotten(old):
    merge("old", "new")

    Institution.objects.get(pk="old").delete()

    assert not MergedReference.objects.exists()


def test_nothing_of_a_deleted_person_is_remembered(old):
    merge("old", "new")
    assert MergedReference.objects.filter(row_id__in=["surplus", "moved"]).count() == 2

    Person.objects.get(pk="person").delete()

    assert not MergedReference.objects.filter(row_id__in=["surplus", "moved"]).exists()
