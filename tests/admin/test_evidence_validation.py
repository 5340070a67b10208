"""Statements and relations on the page of their record and on their own pages."""

import pytest
from django.forms import modelform_factory

from hkinno.registry.admin.forms.model_forms import StatementForm
from hkinno.registry.models import Relation, Statement
from hkinno.registry.vocabularies.roles import Role
from labs.models import Lab
from tests.admin.admin_client import admin_url, form_errors, form_values, messages, submit
from tests.admin.form_data import HOST, LAB, relation, statement
from tests.factories import (
    LabFactory,
    PersonFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)


def test_two_statements_citing_the_same_line_are_both_saved(curator, hku):
    lab = LabFactory(id="lab", status="draft")
    line = {"source": "wenweipo-2017", "printed": "肝病", "first_line": "9", "last_line": "9"}

    for name in ("Liver", "Liver Laboratory"):
        value = f'{{"value": "{name}", "lang": "en", "type": "variant"}}'
        number = lab.statements.count()
        submit(
            curator,
            admin_url(Lab, "change", "lab"),
            Lab,
            **statement(number, property="alias", value=value, **line),
        )

    assert sorted(statement.value["value"] for statement in lab.statements.all()) == [
        "Liver",
        "Liver Laboratory",
    ]


@pytest.mark.parametrize(
    ("property", "value", "error"),
    [
        ("host", "nobody", "There is no record “nobody”. Add it first."),
        (
            "host",
            "somebody",
            "Host must be one of institutions; “somebody” is one of people.",
        ),
        (
            "established",
            "last year",
            "'last year' is not a partial date: write 2012, 2018-06, 2018-06-29, 2012/2014 or"
            " 2012/..",
        ),
        ("exists", "no", "exists can only be true"),
        ("budget", '{"value": ', "Invalid JSON at line 1, column 10."),
        ("alias", '{"value": "a"}', "{'value': 'a'} must have the keys lang, type, value"),
    ],
)
def test_invalid_statement_value_is_reported_at_its_field(curator, hku, property, value, error):
    PersonFactory(id="somebody")
    evidence = statement(0, property=property, value=value, source="wenweipo-2017")

    response = submit(curator, admin_url(Lab, "add"), Lab, **LAB, **evidence)

    assert form_errors(response) == {"statements-0-value": [error]}
    assert form_values(response, Lab)["statements-0-value"] == value


def test_only_properties_of_labs_are_offered(curator, db):
    page = curator.get(admin_url(Lab, "add"))

    field = page.context["inline_admin_formsets"][0].formset.empty_form.fields["property"]
    offered = {group: [name for name, _ in choices] for group, choices in field.choices[1:]}
    assert offered["Relations"] == [role.value for role in Role if "labs" in role.subjects]
    assert "host" in offered["Facts"]
    assert "administrator" not in offered["Facts"]


def test_invalid_lines_are_reported_at_their_field(curator, hku):
    evidence = statement(
        0, property="exists", value="true", source="wenweipo-2017", also_lines="[[9, 8]]"
    )

    response = submit(curator, admin_url(Lab, "add"), Lab, **LAB, **evidence)

    assert form_errors(response) == {
        "statements-0-also_lines": ["Entry 1: enter the first and last line, at most 8 lines."]
    }


def test_relation_is_added_on_the_page_of_its_subject(curator, hku):
    response = submit(
        curator,
        admin_url(Lab, "add"),
        Lab,
        **LAB,
        **relation(0, role="partner", object="hku", title_en="Partner", since="2010"),
    )

    assert "was added successfully" in messages(response)[0]
    added = Relation.objects.get()
    assert (added.subject_id, added.role, added.object_id, added.since) == (
        "skl-liver-research",
        "partner",
        "hku",
        "2010",
    )


def test_relation_of_the_wrong_kinds_is_reported_with_the_allowed_kinds(curator, db):
    PersonFactory(id="somebody")
    LabFactory(id="lab")

    response = submit(
        curator,
        admin_url(Lab, "change", "lab"),
        Lab,
        **relation(0, role="predecessor", object="somebody"),
    )

    assert form_errors(response) == {
        "relations_out-0-role": [
            "Predecessor leads from events, facilities, institutions, labs or programmes to"
            " events, facilities, institutions, labs or programmes, both of the same kind."
        ]
    }
    assert form_values(response, Lab)["relations_out-0-object"] == "somebody"


def test_incoming_relations_are_shown_read_only(curator, db):
    lab = LabFactory(id="lab", status="draft")
    RelationFactory(subject=PersonFactory(name_zh="張三", name_en="Zhang San"), object=lab)

    page = curator.get(admin_url(Lab, "change", "lab")).content.decode()
    submit(curator, admin_url(Lab, "change", "lab"), Lab, name_en="Renamed")

    assert "張三 Zhang San" in page
    assert Relation.objects.get().subject.name_zh == "張三"


@pytest.mark.untraced
def test_page_with_150_statements_is_saved(curator, db):
    lab = LabFactory(id="lab")
    source = SourceFactory()
    StatementFactory.create_batch(150, subject=lab, source=source)

    response = submit(curator, admin_url(Lab, "change", "lab"), Lab, name_en="Renamed")

    assert "was changed successfully" in messages(response)[0]
    assert lab.statements.count() == 150


def test_statement_is_added_on_its_own_page(curator, hku):
    LabFactory(id="lab")

    submit(curator, admin_url(Statement, "add"), Statement, subject="lab", **HOST)

    added = Statement.objects.get()
    assert added.id.startswith("lab.host.wenweipo-2017.")
    assert added.value == {"id": "hku"}


def test_statement_of_a_property_that_does_not_apply_is_rejected(curator, hku):
    response = submit(curator, admin_url(Statement, "add"), Statement, subject="hku", **HOST)

    assert form_errors(response) == {"property": ["Host does not apply to institutions."]}


def test_relation_is_added_on_its_own_page(curator, hku):
    PersonFactory(id="somebody")

    submit(
        curator, admin_url(Relation, "add"), Relation, subject="somebody", role="post", object="hku"
    )

    assert Relation.objects.get().id.startswith("somebody.post.hku.")


@pytest.mark.parametrize("line", ["0", "-1", "99999999999", "9" * 5000, "three"])
def test_invalid_line_number_is_a_form_error(curator, hku, line):
    lines = {"printed": "肝病", "first_line": line, "last_line": line}
    evidence = statement(0, property="exists", value="true", source="wenweipo-2017", **lines)

    response = submit(curator, admin_url(Lab, "add"), Lab, **LAB, **evidence)

    assert response.status_code == 200
    assert form_errors(response)
    assert form_values(response, Lab)["statements-0-first_line"] == line


def test_statements_are_searched_by_the_names_of_their_records(curator):
    StatementFactory(id="found", subject=LabFactory(name_zh="肝病實驗室"))
    StatementFactory(id="unrelated", subject=LabFactory(name_zh="天文台"))

    page = curator.get("/admin/registry/statement/", {"q": "肝病"}).text

    assert "found" in page
    assert "unrelated" not in page


def test_form_without_the_value_has_no_suggestions():
    form_class = modelform_factory(Statement, StatementForm, fields=["note"])
    assert "data-url" in form_class().fields["value"].widget.attrs
    # As the admin leaves out the fields that a page does not show.
    form_class.base_fields = {"note": form_class.base_fields["note"]}

    assert list(form_class().fields) == ["note"]
