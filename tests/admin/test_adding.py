"""Adding a record with its evidence on one page."""

import pytest

from hkinno.registry.models import Source, Statement
from hkinno.registry.values.units import Unit
from labs.models import Lab
from programmes.models import Award
from tests.admin.admin_client import (
    admin_url,
    form_errors,
    form_values,
    messages,
    submit,
)
from tests.admin.form_data import HOST, LAB, statement
from tests.factories import (
    LabFactory,
    PlaceFactory,
    SourceFactory,
    alias,
)

INVALID_CHOICE = "Select a valid choice. That choice is not one of the available choices."


def test_lab_is_added_with_host_and_statement_and_published_on_one_page(curator, hku):
    response = submit(
        curator,
        admin_url(Lab, "add"),
        Lab,
        **LAB,
        host="hku",
        established="2010",
        status="published",
        **statement(0, **HOST, printed="香港大學", first_line="206"),
    )

    assert messages(response) == [
        'The lab “<a href="/admin/labs/lab/skl-liver-research/change/">肝病研究國家重點實驗室'
        " State Key Laboratory of Liver Research</a>” was added successfully."
    ]
    lab = Lab.objects.get()
    assert (lab.host, lab.established, lab.status) == (hku, "2010", "published")
    added = Statement.objects.get()
    assert added.id.startswith("skl-liver-research.host.wenweipo-2017.")
    assert (added.value, added.printed) == ({"id": "hku"}, "香港大學")
    assert (added.first_line, added.last_line) == (206, 206)  # the last line was left empty


def test_lab_without_a_statement_is_not_published(curator, hku):
    response = submit(curator, admin_url(Lab, "add"), Lab, **LAB, host="hku", status="published")

    assert form_errors(response) == {
        "status": [
            "No published source makes a statement about skl-liver-research. A published record"
            " needs at least one: add a statement with a published source, or leave the record a"
            " draft."
        ]
    }
    values = form_values(response, Lab)
    assert {name: values[name] for name in LAB} == LAB
    assert (values["host"], values["status"]) == ("hku", "published")
    assert not Lab.objects.exists()


def test_lab_whose_only_source_is_a_draft_is_not_published(curator, hku):
    SourceFactory(id="unread", status="draft")

    response = submit(
        curator,
        admin_url(Lab, "add"),
        Lab,
        **LAB,
        status="published",
        **statement(0, property="exists", value="true", source="unread"),
    )

    assert list(form_errors(response)) == ["status"]
    values = form_values(response, Lab)
    assert (values["statements-0-value"], values["statements-0-source"]) == ("true", "unread")


def test_draft_needs_no_statement(curator, db):
    response = submit(curator, admin_url(Lab, "add"), Lab, **LAB)

    assert "was added successfully" in messages(response)[0]
    assert Lab.objects.get().status == "draft"


def test_source_is_published_without_a_statement(curator, db):
    submit(
        curator,
        admin_url(Source, "add"),
        Source,
        id="ror",
        name_zh="研究機構註冊",
        name_en="Research Organization Registry",
        name_en_basis="official",
        kind="open-registry",
        status="published",
    )

    assert Source.objects.get().status == "published"


def test_every_column_is_saved(curator, hku):
    PlaceFactory(id="hong-kong")
    LabFactory(id="whole")

    submit(
        curator,
        admin_url(Lab, "add"),
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
    assert lab.aliases == [alias("肝病室", lang="zh-Hant", since="2010")]
    assert lab.focus == [{"zh-Hant": "肝病", "en": "Liver diseases"}]
    assert lab.external_ids == {"ror": ["02zhqgq86"]}
    assert lab.topics == ["life-and-health", "talent"]
    assert lab.website == "https://example.org"
    assert lab.summary_zh == "一句。\n兩句。"


def test_empty_json_fields_are_saved_as_empty_lists(curator, db):
    submit(curator, admin_url(Lab, "add"), Lab, **LAB)

    lab = Lab.objects.get()
    assert (lab.aliases, lab.focus, lab.external_ids, lab.topics) == ([], [], {}, [])
    assert (lab.established, lab.budget) == (None, None)


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("id", "Skl_Liver", "An id is lower-case letters, digits and single hyphens."),
        ("name_en", "", "This field is required."),
        ("established", "2010-13", "'2010-13' is not a day of the calendar"),
        ("budget", "28億", "Invalid JSON at line 1, column 3."),
        (
            "budget",
            '{"value": "28", "unit": "pounds"}',
            f"'pounds' is not a unit; use one of {', '.join(Unit.values)}",
        ),
        ("budget", '{"value": 28}', "value 28 is not a decimal in its shortest form, as text"),
        ("aliases", "港大", "Invalid JSON at line 1, column 1."),
        (
            "aliases",
            '[{"value": "HKU", "lang": "en", "type": "nickname"}]',
            "Entry 1: 'nickname' is not a type of alias; use one of abbreviation, short, former,"
            " variant, printed, romanised, descriptive.",
        ),
        ("focus", "{}", "Enter a JSON list: it must start with [ and end with ]."),
        ("external_ids", '{"ror": []}', "ror: enter a list of identifiers."),
        ("website", "ftp://example.org", "Enter a valid URL."),
        (
            "host",
            "nobody",
            "Select a valid choice. That choice is not one of the available choices.",
        ),
    ],
)
def test_invalid_value_is_reported_at_its_field_and_redisplayed(curator, db, name, value, error):
    response = submit(curator, admin_url(Lab, "add"), Lab, **(LAB | {name: value}))

    assert form_errors(response) == {name: [error]}
    # A select cannot show a value that is not among its choices.
    assert form_values(response, Lab)[name] == ("" if name == "host" else value)


def test_award_has_no_fields_for_names(curator, db):
    page = form_values(curator.get(admin_url(Award, "add")), Award)

    assert not {"name_zh", "name_en", "name_en_basis", "aliases", "website"} & set(page)
    submit(curator, admin_url(Award, "add"), Award, id="award", amount='{"value": "5"}')
    assert Award.objects.get().amount["value"] == "5"
