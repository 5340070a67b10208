"""Texts that curators paste are cleaned; what cannot be cleaned without loss is named."""

from labs.models import Lab
from tests.admin.admin_client import admin_url, form_errors, form_values, submit
from tests.factories import LabFactory


def test_curator_who_pastes_a_name_with_surplus_blanks_saves_a_clean_one(curator, db):
    LabFactory(id="lab", status="draft")

    submit(
        curator,
        admin_url(Lab, "change", "lab"),
        Lab,
        name_en=" Cafe\u0301\u00a0Lab ",
        aliases='[{"value": " a  b", "lang": "en", "type": "short"}]',
    )

    lab = Lab.objects.get()
    assert lab.name_en == "Café Lab"
    assert lab.aliases[0]["value"] == "a b"


def test_curator_who_pastes_an_invisible_character_is_told_which_and_where(curator, db):
    LabFactory(id="lab", status="draft")
    name = "香港\u200b大學"

    response = submit(curator, admin_url(Lab, "change", "lab"), Lab, name_zh=name)

    assert form_errors(response) == {
        "name_zh": [
            "Remove the invisible character U+200B (ZERO WIDTH SPACE) at position 3 of “香港␣大學”."
        ]
    }
    assert form_values(response, Lab)["name_zh"] == name
