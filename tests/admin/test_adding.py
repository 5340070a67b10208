"""A curator adds and changes a record, with its relations and its evidence, on one page."""

import json

import pytest

from hkinno.registry.models import Relation, Source, Statement
from hkinno.registry.roles import Role
from labs.models import Lab
from programmes.models import Award
from tests.admin.browsing import address, errors, fill, said, typed
from tests.factories import (
    InstitutionFactory,
    LabFactory,
    PersonFactory,
    PlaceFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)

LAB = {
    "id": "skl-liver-research",
    "name_zh": "肝病研究國家重點實驗室",
    "name_en": "State Key Laboratory of Liver Research",
    "name_en_basis": "official",
    "kind": "state-key-laboratory-partner",
}

NO_CHOICE = "Select a valid choice. That choice is not one of the available choices."


def statement(number, **fields):
    return {f"statements-{number}-{name}": value for name, value in fields.items()}


def relation(number, **fields):
    form = {f"relations_out-{number}-{name}": value for name, value in fields.items()}
    return form | {"relations_out-TOTAL_FORMS": str(number + 1)}


@pytest.fixture
def hku(db):
    SourceFactory(id="wenweipo-2017")
    return InstitutionFactory(id="hku")


def test_lab_is_added_with_host_and_statement_and_published_on_one_page(curator, hku):
    response = fill(
        curator,
        address(Lab, "add"),
        Lab,
        **LAB,
        host="hku",
        established="2010",
        status="published",
        **statement(
            0,
            property="host",
            value="hku",
            source="wenweipo-2017",
            printed="香港大學",
            first_line="206",
            last_line="206",
        ),
    )

    assert said(response) == [
        'The lab “<a href="/admin/labs/lab/skl-liver-research/change/">肝病研究國家重點實驗室'
        " State Key Laboratory of Liver Research</a>” was added successfully."
    ]
    lab = Lab.objects.get()
    assert (lab.host, lab.established, lab.status) == (hku, "2010", "published")
    made = Statement.objects.get()
    assert made.id.startswith("skl-liver-research.host.wenweipo-2017.")
    assert (made.value, made.printed, made.first_line) == ({"id": "hku"}, "香港大學", 206)


def test_lab_without_a_statement_stays_on_the_page_and_says_what_is_missing(curator, hku):
    response = fill(curator, address(Lab, "add"), Lab, **LAB, host="hku", status="published")

    assert errors(response) == {
        "status": [
            "No published source says anything of skl-liver-research. A published record needs at"
            " least one statement: add one, with a source that is published, or leave the record"
            " a draft."
        ]
    }
    kept = typed(response, Lab)
    assert {name: kept[name] for name in LAB} == LAB
    assert (kept["host"], kept["status"]) == ("hku", "published")
    assert not Lab.objects.exists()


def test_lab_whose_only_source_is_a_draft_is_not_published(curator, hku):
    SourceFactory(id="unread", status="draft")

    response = fill(
        curator,
        address(Lab, "add"),
        Lab,
        **LAB,
        status="published",
        **statement(0, property="exists", value="true", source="unread"),
    )

    assert list(errors(response)) == ["status"]
    kept = typed(response, Lab)
    assert (kept["statements-0-value"], kept["statements-0-source"]) == ("true", "unread")


def test_draft_needs_no_statement(curator, db):
    response = fill(curator, address(Lab, "add"), Lab, **LAB)

    assert "was added successfully" in said(response)[0]
    assert Lab.objects.get().status == "draft"


def test_source_is_published_without_a_statement(curator, db):
    fill(
        curator,
        address(Source, "add"),
        Source,
        id="ror",
        name_zh="研究機構註冊",
        name_en="Research Organization Registry",
        name_en_basis="official",
        kind="open-registry",
        status="published",
    )

    assert Source.objects.get().status == "published"


def test_every_column_is_kept_as_typed(curator, hku):
    PlaceFactory(id="hong-kong")
    LabFactory(id="whole")

    fill(
        curator,
        address(Lab, "add"),
        Lab,
        **LAB,
        part_of="whole",
        place="hong-kong",
        established="2010-07/2010-09",
        budget='{"value": "28", "unit": "HKD"}',
        aliases='[{"value": "肝病室", "lang": "zh-Hant", "type": "short", "since": "2010"}]',
        focus='[{"zh-Hant": "肝病", "en": "Liver diseases"}]',
        external_ids='{"ror": ["02zhqgq86"]}',
        topics=["life-and-health", "talent"],
        website="example.org",
        summary_zh="一句。\r\n兩句。",
    )

    lab = Lab.objects.get(id="skl-liver-research")
    assert (lab.part_of_id, lab.place_id, lab.established) == (
        "whole",
        "hong-kong",
        "2010-07/2010-09",
    )
    assert lab.budget == {
        "value": "28",
        "max": None,
        "unit": "HKD",
        "unit_basis": "printed",
        "qualifier": "exact",
        "magnitude": None,
    }
    assert lab.aliases == [
        {"value": "肝病室", "lang": "zh-Hant", "type": "short", "since": "2010", "until": None}
    ]
    assert lab.focus == [{"zh-Hant": "肝病", "en": "Liver diseases"}]
    assert lab.external_ids == {"ror": ["02zhqgq86"]}
    assert lab.topics == ["life-and-health", "talent"]
    assert lab.website == "https://example.org"
    assert lab.summary_zh == "一句。\n兩句。"


def test_lists_left_empty_are_empty(curator, db):
    fill(curator, address(Lab, "add"), Lab, **LAB)

    lab = Lab.objects.get()
    assert (lab.aliases, lab.focus, lab.external_ids, lab.topics) == ([], [], {}, [])
    assert (lab.established, lab.budget) == (None, None)


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("id", "Skl_Liver", "An id is lower-case letters, digits and single hyphens."),
        ("name_en", "", "This field is required."),
        ("established", "2010-13", "'2010-13' is not a day of the calendar"),
        ("budget", "28億", "This is no JSON: Extra data, character 3."),
        ("budget", '{"value": "28", "unit": "pounds"}', "'pounds' is not a unit of the list"),
        ("budget", '{"value": 28}', "value 28 is not a decimal in its shortest form, as text"),
        ("aliases", "港大", "This is no JSON: Expecting value, character 1."),
        (
            "aliases",
            '[{"value": "HKU", "lang": "en", "type": "nickname"}]',
            "Entry 1: 'nickname' is not a type of alias.",
        ),
        ("focus", "{}", "This is no list: it begins with [ and ends with ]."),
        ("external_ids", '{"ror": []}', "ror: the identifiers are a list."),
        ("website", "ftp://example.org", "Enter a valid URL."),
        (
            "host",
            "nobody",
            "Select a valid choice. That choice is not one of the available choices.",
        ),
    ],
)
def test_wrong_value_is_named_at_its_field_and_stays_as_typed(curator, db, name, value, error):
    response = fill(curator, address(Lab, "add"), Lab, **(LAB | {name: value}))

    assert errors(response) == {name: [error]}
    # A select shows only what there is to choose.
    assert typed(response, Lab)[name] == ("" if name == "host" else value)


def test_json_is_shown_as_it_is_kept(curator, db):
    lab = LabFactory(id="lab", full=True)

    kept = typed(curator.get(address(Lab, "change", "lab")), Lab)

    assert json.loads(kept["aliases"]) == lab.aliases
    assert json.loads(kept["budget"]) == lab.budget


def test_id_is_not_changed_after_adding(curator, db):
    LabFactory(id="lab", status="draft")
    url = address(Lab, "change", "lab")

    form = typed(curator.get(url), Lab)
    fill(curator, url, Lab, id="another", name_en="Renamed")

    assert "id" not in form
    assert list(Lab.objects.values_list("id", "name_en")) == [("lab", "Renamed")]


def test_page_left_as_it_is_changes_nothing(curator, db):
    lab = LabFactory(id="lab", full=True)
    StatementFactory(id="lab.established.source.1", subject=lab, full=True)
    rows = {model: list(model.objects.values()) for model in (Lab, Statement, Relation)}

    response = fill(curator, address(Lab, "change", "lab"), Lab)

    assert "was changed successfully" in said(response)[0]
    assert {model: list(model.objects.values()) for model in rows} == rows


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


def test_award_has_no_fields_for_names(curator, db):
    page = typed(curator.get(address(Award, "add")), Award)

    assert not {"name_zh", "name_en", "name_en_basis", "aliases", "website"} & set(page)
    fill(curator, address(Award, "add"), Award, id="award", amount='{"value": "5"}')
    assert Award.objects.get().amount["value"] == "5"


def test_page_with_many_statements_is_saved(curator, db):
    lab = LabFactory(id="lab")
    source = SourceFactory()
    StatementFactory.create_batch(150, subject=lab, source=source)

    response = fill(curator, address(Lab, "change", "lab"), Lab, name_en="Renamed")

    assert "was changed successfully" in said(response)[0]
    assert lab.statements.count() == 150


def test_statement_is_added_on_its_own_page(curator, hku):
    LabFactory(id="lab")

    fill(
        curator,
        address(Statement, "add"),
        Statement,
        subject="lab",
        property="host",
        value="hku",
        source="wenweipo-2017",
    )

    made = Statement.objects.get()
    assert made.id.startswith("lab.host.wenweipo-2017.")
    assert made.value == {"id": "hku"}


def test_statement_of_what_is_not_said_of_its_subject_is_refused(curator, hku):
    response = fill(
        curator,
        address(Statement, "add"),
        Statement,
        subject="hku",
        property="host",
        value="hku",
        source="wenweipo-2017",
    )

    assert errors(response) == {"property": ["Host is not said of institutions."]}


def test_relation_is_added_on_its_own_page(curator, hku):
    PersonFactory(id="somebody")

    fill(curator, address(Relation, "add"), Relation, subject="somebody", role="post", object="hku")

    assert Relation.objects.get().id.startswith("somebody.post.hku.")
