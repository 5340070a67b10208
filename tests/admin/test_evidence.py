"""Statements and relations, typed on the page of their record or on their own."""

import pytest

from hkinno.registry.models import Relation, Statement
from hkinno.registry.vocabularies.roles import Role
from labs.models import Lab
from tests.admin.admin_client import address, errors, fill, said, typed
from tests.admin.rows import HOST, LAB, relation, statement
from tests.factories import (
    LabFactory,
    PersonFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)


def test_two_statements_with_the_same_line_are_both_kept(curator, hku):
    lab = LabFactory(id="lab", status="draft")
    line = {"source": "wenweipo-2017", "printed": "肝病", "first_line": "9", "last_line": "9"}

    for name in ("Liver", "Liver Laboratory"):
        value = f'{{"value": "{name}", "lang": "en", "type": "variant"}}'
        number = lab.statements.count()
        fill(
            curator,
            address(Lab, "change", "lab"),
            Lab,
            **statement(number, property="alias", value=value, **line),
        )

    assert sorted(each.value["value"] for each in lab.statements.all()) == [
        "Liver",
        "Liver Laboratory",
    ]


@pytest.mark.parametrize(
    ("property", "value", "error"),
    [
        ("host", "nobody", "There is no record nobody: add it first."),
        (
            "host",
            "somebody",
            "somebody is of people; Host is a record of institutions.",
        ),
        (
            "established",
            "last year",
            "'last year' is not a partial date: write 2012, 2018-06, 2018-06-29, 2012/2014 or"
            " 2012/..",
        ),
        ("exists", "no", "exists is true, or is not said"),
        ("budget", '{"value": ', "This is no JSON: Expecting value, character 10."),
        ("alias", '{"value": "a"}', "{'value': 'a'} has not the keys lang, type, value"),
    ],
)
def test_value_that_does_not_fit_its_property_is_named_at_the_field(
    curator, hku, property, value, error
):
    PersonFactory(id="somebody")
    evidence = statement(0, property=property, value=value, source="wenweipo-2017")

    response = fill(curator, address(Lab, "add"), Lab, **LAB, **evidence)

    assert errors(response) == {"statements-0-value": [error]}
    assert typed(response, Lab)["statements-0-value"] == value


def test_only_what_can_be_said_of_a_lab_is_offered(curator, db):
    page = curator.get(address(Lab, "add"))

    field = page.context["inline_admin_formsets"][0].formset.empty_form.fields["property"]
    offered = {group: [name for name, _ in each] for group, each in field.choices[1:]}
    assert offered["Relations"] == [role.value for role in Role if "labs" in role.subjects]
    assert "host" in offered["Facts"]
    assert "administrator" not in offered["Facts"]


def test_lines_are_held_to_their_form_at_the_field(curator, hku):
    evidence = statement(
        0, property="exists", value="true", source="wenweipo-2017", also_lines="[[9, 8]]"
    )

    response = fill(curator, address(Lab, "add"), Lab, **LAB, **evidence)

    assert errors(response) == {
        "statements-0-also_lines": [
            "Entry 1: it is the first and the last line, at most eight lines."
        ]
    }


def test_relation_is_added_on_the_page_of_its_subject(curator, hku):
    response = fill(
        curator,
        address(Lab, "add"),
        Lab,
        **LAB,
        **relation(0, role="partner", object="hku", title_en="Partner", since="2010"),
    )

    assert "was added successfully" in said(response)[0]
    made = Relation.objects.get()
    assert (made.subject_id, made.role, made.object_id, made.since) == (
        "skl-liver-research",
        "partner",
        "hku",
        "2010",
    )


def test_relation_of_the_wrong_kind_says_what_its_role_joins(curator, db):
    PersonFactory(id="somebody")
    LabFactory(id="lab")

    response = fill(
        curator,
        address(Lab, "change", "lab"),
        Lab,
        **relation(0, role="predecessor", object="somebody"),
    )

    assert errors(response) == {
        "relations_out-0-role": [
            "Predecessor leads from events or facilities or institutions or labs or programmes to"
            " events or facilities or institutions or labs or programmes, of one kind."
        ]
    }
    assert typed(response, Lab)["relations_out-0-object"] == "somebody"


def test_relations_from_others_are_shown_and_not_changed_here(curator, db):
    lab = LabFactory(id="lab", status="draft")
    RelationFactory(subject=PersonFactory(name_zh="張三", name_en="Zhang San"), object=lab)

    page = curator.get(address(Lab, "change", "lab")).content.decode()
    fill(curator, address(Lab, "change", "lab"), Lab, name_en="Renamed")

    assert "張三 Zhang San" in page
    assert Relation.objects.get().subject.name_zh == "張三"


def test_page_with_many_statements_is_saved(curator, db):
    lab = LabFactory(id="lab")
    source = SourceFactory()
    StatementFactory.create_batch(150, subject=lab, source=source)

    response = fill(curator, address(Lab, "change", "lab"), Lab, name_en="Renamed")

    assert "was changed successfully" in said(response)[0]
    assert lab.statements.count() == 150


def test_statement_is_added_on_its_own_page(curator, hku):
    LabFactory(id="lab")

    fill(curator, address(Statement, "add"), Statement, subject="lab", **HOST)

    made = Statement.objects.get()
    assert made.id.startswith("lab.host.wenweipo-2017.")
    assert made.value == {"id": "hku"}


def test_statement_of_what_is_not_said_of_its_subject_is_refused(curator, hku):
    response = fill(curator, address(Statement, "add"), Statement, subject="hku", **HOST)

    assert errors(response) == {"property": ["Host is not said of institutions."]}


def test_relation_is_added_on_its_own_page(curator, hku):
    PersonFactory(id="somebody")

    fill(curator, address(Relation, "add"), Relation, subject="somebody", role="post", object="hku")

    assert Relation.objects.get().id.startswith("somebody.post.hku.")


@pytest.mark.parametrize("line", ["0", "-1", "99999999999", "9" * 5000, "three"])
def test_line_that_is_none_is_an_error_of_the_form(curator, hku, line):
    lines = {"printed": "肝病", "first_line": line, "last_line": line}
    evidence = statement(0, property="exists", value="true", source="wenweipo-2017", **lines)

    response = fill(curator, address(Lab, "add"), Lab, **LAB, **evidence)

    assert response.status_code == 200
    assert errors(response)
    assert typed(response, Lab)["statements-0-first_line"] == line
