"""Parsing of typed text, and validation of JSON columns."""

import json
import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkinno.registry.admin.forms import value_parsing
from hkinno.registry.admin.forms.json_validators import (
    validate_aliases,
    validate_also_lines,
    validate_external_ids,
    validate_focus,
)
from hkinno.registry.models import statement_properties
from hkinno.registry.values.quantities import quantity
from tests.factories import LabFactory

# The keys of all values, so that examples come close to valid ones.
KEYS = st.sampled_from(
    "id value lang type since until scheme latitude longitude zh-Hant en ror max unit qualifier"
    " unit_basis magnitude title_zh title_en".split()
)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"))


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("hku", "hku"),
        ("2012", "2012"),
        ("2012-06", "2012-06"),
        ("true", True),
        ('"true"', "true"),
        ('{"id": "hku"}', {"id": "hku"}),
        ("[1]", "[1]"),
        ('{"latitude": 22.3}', {"latitude": 22.3}),
        ("null", "null"),
        ('"Belt and Road" forum', '"Belt and Road" forum'),
        ("一句。\r\n兩句。", "一句。\n兩句。"),
    ],
)
def test_statement_value_is_parsed(raw, value):
    assert value_parsing.parse_statement_value(raw) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("hku", "hku"),
        ("true", '"true"'),
        ("{braces}", '"{braces}"'),
        (True, "true"),
        (3, "3"),
        ({"id": "hku"}, "hku"),
        ({"id": "hku", "title_en": None, "since": None}, "hku"),
        ({"id": "hku", "title_en": "Dean"}, '{"id": "hku", "title_en": "Dean"}'),
        ({"zh-Hant": "肝病", "en": "liver"}, '{"zh-Hant": "肝病", "en": "liver"}'),
    ],
)
def test_statement_value_is_formatted_as_its_shortest_text(value, text):
    assert value_parsing.format_statement_value(value) == text


@given(TEXT)
def test_formatted_text_is_parsed_as_the_same(text):
    assert value_parsing.parse_statement_value(value_parsing.format_statement_value(text)) == text


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("{", "Invalid JSON at line 1, column 2."),
        ("1e400", "Number out of range."),
        ("[NaN]", "Number out of range."),
        ("-Infinity", "Number out of range."),
        ("[" * 100_000, "The JSON is nested too deeply."),
        ("[" * 21 + "]" * 21, "The JSON is nested too deeply."),
        (r'{"a": "\u0000"}', "A string contains a NUL character or an unpaired surrogate."),
        (r'{"\ud800": 1}', "A string contains a NUL character or an unpaired surrogate."),
    ],
)
def test_json_that_postgresql_cannot_store_is_rejected(raw, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        value_parsing.parse_json(raw)


def test_json_number_with_thousands_of_digits_is_rejected():
    with pytest.raises(ValueError, match="out of range"):
        value_parsing.parse_json("1" * 5000)


def test_text_with_an_unstorable_character_is_rejected():
    with pytest.raises(ValueError, match="cannot be stored"):
        value_parsing.parse_statement_value("a\0b")


def test_integer_is_parsed_from_digits():
    assert value_parsing.normalize_statement_value("edition", "3") == 3
    with pytest.raises(ValueError, match="'third' is not a whole number"):
        value_parsing.normalize_statement_value("edition", "third")


def test_reference_must_be_a_record_of_the_right_kind(db):
    LabFactory(id="lab")

    assert value_parsing.resolve_reference("exists", True) is True
    assert value_parsing.resolve_reference("supports", {"id": "lab"}) == {"id": "lab"}
    with pytest.raises(ValueError, match="Host must be one of institutions; “lab” is one of labs"):
        value_parsing.resolve_reference("host", {"id": "lab"})


@pytest.mark.parametrize(
    ("validate", "raw", "message"),
    [
        (validate_aliases, '[{"value": "A", "lang": "English", "type": "short"}]', "Entry 1:"
            " 'English' is not a language tag such as zh-Hant or en."),
        (validate_aliases, '[{"value": "A", "lang": 1, "type": "short"}]', "Entry 1: 1 is not a"
            " language tag such as zh-Hant or en."),
        (validate_aliases, '"HKU"', "Enter a JSON list: it must start with [ and end with ]."),
        (validate_focus, '[{"en": "liver"}]', "Entry 1: {'en': 'liver'} must have the keys en,"
            " zh-Hant."),
        (validate_also_lines, "[[1, 2], 3]", "Entry 2: enter the first and last line, at most 8"
            " lines."),
        (validate_also_lines, "[[1]]", "Entry 1: enter the first and last line, at most 8 lines."),
        (validate_also_lines, "[[1, true]]", "Entry 1: enter the first and last line, at most 8"
            " lines."),
        (validate_also_lines, "[[1, 9]]", "Entry 1: enter the first and last line, at most 8"
            " lines."),
        (validate_external_ids, "[]", "Enter a JSON object of schemes, such as"
            ' {"ror": ["02zhqgq86"]}.'),
        (validate_external_ids, '{"orcid": ["1"]}', "Unknown scheme 'orcid'. Use ror, wikidata,"
            " isni, grid, fundref."),
        (validate_external_ids, '{"ror": "02zhqgq86"}', "ror: enter a list of identifiers."),
        (validate_external_ids, '{"wikidata": ["Q1", 2]}', "wikidata: 2 does not match"
            " Q[1-9][0-9]*."),
    ],
)  # fmt: skip
def test_invalid_entry_is_reported(validate, raw, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        validate(json.loads(raw))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(), inner, max_size=4)
    ),
    max_leaves=6,
)


@given(st.sampled_from(sorted(statement_properties())), JSON)
def test_any_value_is_normalized_or_rejected(name, value):
    with suppress(ValueError):
        value_parsing.normalize_statement_value(name, value)


@given(
    st.sampled_from(
        [
            validate_aliases,
            validate_focus,
            validate_also_lines,
            validate_external_ids,
        ]
    ),
    JSON,
)
def test_any_json_is_validated_or_rejected(validate, value):
    with suppress(ValueError):
        validate(value)


@pytest.mark.parametrize(
    ("validate", "value"),
    [
        (validate_focus, [{"zh-Hant": "肝病", "en": "liver"}]),
        (validate_also_lines, [[1, 8], [20, 20]]),
        (
            validate_external_ids,
            {"ror": ["02zhqgq86"], "wikidata": ["Q15568", "Q1"]},
        ),
    ],
)
def test_valid_json_is_unchanged(validate, value):
    assert validate(value) == value


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("over 2,800,000,000 HKD", {"value": "2800000000", "unit": "HKD", "qualifier": "over"}),
        ("2.5 percent", {"value": "2.5", "unit": "percent"}),
        ("at-least 16", {"value": "16", "qualifier": "at-least"}),
        ('{"value": "16"}', {"value": "16"}),
    ],
)
def test_quantity_is_typed_in_words_or_as_json(raw, expected):
    assert value_parsing.parse_quantity(raw) == quantity(expected)


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        ("16", "a quantity is an object"),
        ("over 2.80 HKD", "is not a decimal"),
        ("28 億", "億"),
        ("about HKD", "Invalid JSON"),
    ],
)
def test_what_is_no_quantity_is_refused(raw, error):
    with pytest.raises(ValueError, match=error):
        value_parsing.parse_quantity(raw)
