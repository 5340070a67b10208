import pytest
from django.core.exceptions import ValidationError

from events.models import EventKind
from hkinno.registry.models import (
    Change,
    GoneRecord,
    Place,
    Record,
    Relation,
    Source,
    Statement,
    record_models,
)
from hkinno.registry.models.properties import statement_properties
from hkinno.registry.models.revision import MergedReference
from hkinno.registry.models.search_index import NameWord
from hkinno.registry.vocabularies.record_choices import Topic
from hkinno.registry.vocabularies.roles import Role
from labs.models import Institution, Lab, Person
from programmes.models import Award, Indicator, Observation, Target
from tests.factories import LabFactory

NAMES = {"name_zh": "甲", "name_en": "A", "name_en_basis": "translation"}


def test_choice_has_a_label_in_both_languages():
    assert (Topic.SPACE.value, Topic.SPACE.label_zh, Topic.SPACE.label) == (
        "space",
        "航天",
        "Space",
    )


def test_choices_are_in_order_of_declaration():
    first = next(iter(EventKind))

    assert (first.value, first.label_zh, first.label) == ("conference", "會議", "Conference")
    assert [kind.value for kind in EventKind] == EventKind.values


@pytest.mark.parametrize(
    ("role", "subject", "obj", "expected"),
    [
        (Role.POST, "people", "institutions", True),
        (Role.POST, "institutions", "people", False),
        (Role.PREDECESSOR, "labs", "labs", True),
        (Role.PREDECESSOR, "labs", "institutions", False),
    ],
)
def test_role_joins_only_allowed_resources(role, subject, obj, expected):
    assert role.may_join(subject, obj) is expected


def test_every_role_is_a_property_of_its_subject_resources():
    assert {role.value: role.subjects for role in Role} == {
        name: rule.subjects for name, rule in statement_properties().items() if rule.type == "role"
    }


def test_models_that_share_a_property_declare_the_same():
    declarations = [
        (name, rule)
        for model in record_models().values()
        for name, rule in model.PROPERTIES.items()
    ]

    assert len(set(declarations)) == len({name for name, _rule in declarations})


@pytest.mark.parametrize(
    ("record", "text"),
    [
        (Lab(id="x", name_zh="甲", name_en="A"), "甲 A"),
        (Record(id="x"), "x"),
        (Award(id="award-x", name_zh="甲"), "award-x"),
        (Target(id="target-x"), "target-x"),
        (Observation(id="obs-x"), "obs-x"),
        (GoneRecord(id="x"), "x"),
        (Change(row_id="x", revision=7), "x (7)"),
        (NameWord(word="optics"), "optics"),
        (
            MergedReference(merged_id="x", table_name="t", column_name="c", row_id="a"),
            "x in t.c of a",
        ),
        (Statement(id="a.b.c.1"), "a.b.c.1"),
        (Relation(id="a.b.c"), "a.b.c"),
        (Relation(id=None), ""),
    ],
)
def test_str_is_the_names_or_the_id(record, text):
    assert str(record) == text


@pytest.mark.django_db
def test_record_takes_its_resource_from_its_model():
    institution = Institution(id="uni", kind="university", **NAMES)
    institution.full_clean()
    institution.save()

    assert Record.objects.get().resource == "institutions"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["part_of", "merged_into"])
def test_reference_to_another_resource_is_a_validation_error(name):
    institution = Institution.objects.create(id="uni", kind="university", **NAMES)
    lab = Lab(id="lab", kind="research-centre", **{name: institution}, **NAMES)

    with pytest.raises(ValidationError) as error:
        lab.full_clean()

    assert error.value.message_dict == {name: ["uni is of institutions, not of labs."]}


@pytest.mark.django_db
def test_id_of_a_deleted_record_is_a_validation_error():
    GoneRecord.objects.create(id="lab", resource="labs")

    with pytest.raises(ValidationError) as error:
        Lab(id="lab", kind="research-centre", **NAMES).full_clean()

    assert error.value.message_dict == {
        "id": ["This id belonged to a deleted record, and ids are never reused."]
    }


@pytest.mark.django_db
def test_statement_id_has_the_subject_property_and_source():
    lab = Lab.objects.create(id="lab", kind="research-centre", **NAMES)
    Source.objects.create(id="note", kind="editorial-note", **NAMES)

    statements = [
        Statement.objects.create(subject=lab, property="exists", value=True, source_id="note")
        for _ in range(2)
    ]

    assert {statement.id.rpartition(".")[0] for statement in statements} == {"lab.exists.note"}
    assert Statement.objects.count() == 2


@pytest.mark.django_db
def test_quotation_from_another_source_is_a_validation_error():
    lab = Lab.objects.create(id="lab", kind="research-centre", **NAMES)
    note = Source.objects.create(id="note", kind="editorial-note", **NAMES)
    statement = Statement(
        id="x", subject=lab, property="exists", value=True, source=note, printed="甲"
    )

    with pytest.raises(ValidationError) as error:
        statement.full_clean()

    assert error.value.message_dict["printed"] == ["Printed words need an article as the source."]


@pytest.mark.django_db
def test_relation_has_the_resources_of_its_records():
    person = Person.objects.create(id="person", **NAMES)
    lab = Lab.objects.create(id="lab", kind="research-centre", **NAMES)
    relation = Relation(subject=person, role="post", object=lab)

    relation.full_clean(exclude=["id"])
    relation.save()

    assert (relation.subject_resource, relation.object_resource) == ("people", "labs")
    assert relation.id.startswith("person.post.lab.")


@pytest.mark.django_db
def test_relation_between_other_resources_is_a_validation_error():
    lab = Lab.objects.create(id="lab", kind="research-centre", **NAMES)
    place = Place.objects.create(id="place", kind="city", **NAMES)

    with pytest.raises(ValidationError, match="cannot connect these kinds of records"):
        Relation(id="x", subject=lab, role="post", object=place).full_clean()


@pytest.mark.django_db
def test_published_records_except_sources_need_evidence():
    drafts = [Indicator(resource="indicators"), Source(resource="sources", status="published")]
    published = Lab(resource="labs", status="published")

    assert [record.needs_evidence() for record in [*drafts, published]] == [False, False, True]


@pytest.mark.django_db
def test_drafts_are_not_published():
    Person.objects.create(id="draft", **NAMES)
    Person.objects.create(id="person", status="published", **NAMES)

    assert [person.pk for person in Person.objects.published()] == ["person"]
    assert [person.pk for person in Person.objects.published().for_api()] == ["person"]


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Lab, Record])
def test_listed_records_are_published_and_no_duplicates(model):
    for id, columns in {
        "lab": {},
        "draft": {"status": "draft"},
        "duplicate": {"merged_into_id": "lab"},
    }.items():
        LabFactory(id=id, **columns)

    assert [lab.pk for lab in model.objects.published().order_by("pk")] == ["duplicate", "lab"]
    assert [lab.pk for lab in model.objects.listed()] == ["lab"]
    assert [lab.pk for lab in model.objects.published().listed()] == ["lab"]
    assert [lab.pk for lab in model.objects.listed().published()] == ["lab"]

    drafts_too = model.objects.listed() | model.objects.filter(pk="draft")
    assert [lab.pk for lab in drafts_too.published()] == ["lab"]


def test_one_condition_excludes_drafts_and_duplicates():
    rows = Lab.objects.published().filter(stage="active").listed().published()
    sql = str(rows.query)

    assert sql.count("not exists") == 1
    assert "'published'" in sql
    assert '"stage"' in sql
