"""Everything that refers to a merged record refers to the record that remains, whoever writes."""

import pytest
from django.db import IntegrityError, connection, transaction

from hkinno.registry.models import MergedReference, Relation, Statement
from labs.models import Institution, Lab, Person
from tests.factories import InstitutionFactory, alias
from tests.registry.merges.sql import contents, merge

pytestmark = pytest.mark.django_db


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
    added = alias("N")
    survivor = Institution.objects.get(pk="new")
    survivor.aliases = [*survivor.aliases, added]
    survivor.save()

    merge("old", None)

    assert Lab.objects.get(pk="lab").host_id == "third"
    assert Statement.objects.get(pk="naming").value == {"id": "third"}
    assert Institution.objects.get(pk="new").aliases == [added]


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


def test_deleted_duplicate_is_forgotten(old):
    merge("old", "new")

    Institution.objects.get(pk="old").delete()

    assert not MergedReference.objects.exists()


def test_nothing_of_a_deleted_person_is_remembered(old):
    merge("old", "new")
    assert MergedReference.objects.filter(row_id__in=["surplus", "moved"]).count() == 2

    Person.objects.get(pk="person").delete()

    assert not MergedReference.objects.filter(row_id__in=["surplus", "moved"]).exists()
