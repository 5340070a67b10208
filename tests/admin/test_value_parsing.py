"""What a person types, read into the form that the registry keeps."""

import json
import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkinno.registry.admin import json_validators as lists
from hkinno.registry.admin import value_parsing
from hkinno.registry.vocabularies.properties import PROPERTIES
from tests.factories import LabFactory

# The keys of all values there are, so that a try comes close to a sound one.
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
def test_value_is_read_as_it_is_meant(raw, value):
    assert value_parsing.value(raw) == value


@pytest.mark.parametrize(
    ("kept", "shown"),
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
def test_value_is_shown_in_its_shortest_text(kept, shown):
    assert value_parsing.shown(kept) == shown


@given(TEXT)
def test_shown_text_is_read_as_the_same(kept):
    assert value_parsing.value(value_parsing.shown(kept)) == kept


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("{", "This is no JSON: Expecting property name enclosed in double quotes, character 2."),
        ("1e400", "1e400 is no number that can be kept."),
        ("[NaN]", "NaN is no number that can be kept."),
        ("-Infinity", "-Infinity is no number that can be kept."),
        ("[" * 100_000, "This JSON is nested too deeply."),
        ("[" * 20 + "]" * 20, "This JSON is nested too deeply."),
        (r'{"a": "\u0000"}', "It has a character that is no part of any text."),
        (r'{"\ud800": 1}', "It has a character that is no part of any text."),
    ],
)
def test_json_that_the_database_could_not_hold_is_refused(raw, said):
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        value_parsing.json_of(raw)


def test_json_number_of_thousands_of_digits_is_refused():
    with pytest.raises(ValueError, match="limit"):
        value_parsing.json_of("1" * 5000)


def test_value_with_a_character_of_no_text_is_refused():
    with pytest.raises(ValueError, match="no part of any text"):
        value_parsing.value("a\0b")


def test_integer_is_read_from_its_digits():
    assert value_parsing.stated("edition", "3") == 3
    with pytest.raises(ValueError, match="'third' is not a whole number"):
        value_parsing.stated("edition", "third")


def test_target_of_a_reference_is_a_record_of_the_right_kind(db):
    LabFactory(id="lab")

    assert value_parsing.check_target("exists", True) is None
    assert value_parsing.check_target("supports", {"id": "lab"}) is None
    with pytest.raises(ValueError, match="lab is of labs; Host is a record of institutions"):
        value_parsing.check_target("host", {"id": "lab"})


@pytest.mark.parametrize(
    ("read", "raw", "said"),
    [
        (lists.aliases, '[{"value": "A", "lang": "English", "type": "short"}]', "Entry 1: "
            "'English' is no tag of a language, such as zh-Hant or en."),
        (lists.aliases, '[{"value": "A", "lang": 1, "type": "short"}]', "Entry 1: 1 is no tag of"
            " a language, such as zh-Hant or en."),
        (lists.aliases, '"HKU"', "This is no list: it begins with [ and ends with ]."),
        (lists.focus, '[{"en": "liver"}]', "Entry 1: {'en': 'liver'} has not the keys en,"
            " zh-Hant."),
        (lists.also_lines, "[[1, 2], 3]", "Entry 2: it is the first and the last line, at most"
            " eight lines."),
        (lists.also_lines, "[[1]]", "Entry 1: it is the first and the last line, at most"
            " eight lines."),
        (lists.also_lines, "[[1, true]]", "Entry 1: it is the first and the last line, at most"
            " eight lines."),
        (lists.also_lines, "[[1, 9]]", "Entry 1: it is the first and the last line, at most"
            " eight lines."),
        (lists.external_ids, "[]", "These are no identifiers: write each scheme with its list."),
        (lists.external_ids, '{"orcid": ["1"]}', "'orcid' is no scheme: ror, wikidata, isni, grid,"
            " fundref."),
        (lists.external_ids, '{"ror": "02zhqgq86"}', "ror: the identifiers are a list."),
        (lists.external_ids, '{"wikidata": ["Q1", 2]}', "wikidata: 2 is not of the form"
            " Q[1-9][0-9]*."),
    ],
)  # fmt: skip
def test_entry_that_is_wrong_is_named(read, raw, said):
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        read(json.loads(raw))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(), inner, max_size=4)
    ),
    max_leaves=6,
)


@given(st.sampled_from(sorted(PROPERTIES)), JSON)
def test_no_value_is_more_than_refused(name, read):
    with suppress(ValueError):
        value_parsing.stated(name, read)


@given(
    st.sampled_from(
        [
            lists.aliases,
            lists.focus,
            lists.also_lines,
            lists.external_ids,
        ]
    ),
    JSON,
)
def test_no_list_is_more_than_refused(sound, read):
    with suppress(ValueError):
        sound(read)


@pytest.mark.parametrize(
    ("read", "raw"),
    [
        (lists.focus, [{"zh-Hant": "肝病", "en": "liver"}]),
        (lists.also_lines, [[1, 8], [20, 20]]),
        (lists.external_ids, {"ror": ["02zhqgq86"], "wikidata": ["Q15568", "Q1"]}),
    ],
)
def test_list_that_is_right_is_kept(read, raw):
    assert read(raw) == raw
