import pytest

from hkinno.seeds.facts import SeedError
from hkinno.seeds.load import load_seeds


def problems(folder) -> list[str]:
    with pytest.raises(SeedError) as error:
        load_seeds(folder)
    return str(error.value).splitlines()


def test_seeds_have_records_facts_and_ignored_lines(folder, seed):
    seeds = load_seeds(folder(seed))

    assert list(seeds.records) == ["paper-2019", "our-note", "a-university", "b-lab", "c-scheme"]
    assert [fact.id for fact in seeds.facts] == [
        "a-university.exists.paper-2019.1",
        "b-lab.host.paper-2019.1",
        "c-scheme.budget.paper-2019.3",
        "c-scheme.launched.paper-2019.3",
    ]
    assert seeds.ignored_lines == {"paper-2019": [(4, 4)]}


def test_statement_id_stays_when_a_file_is_reordered(folder, seed):
    before = {fact.id for fact in load_seeds(folder(seed)).facts}
    seed["records"] = dict(reversed(seed["records"].items()))
    seed["records"]["c-scheme"]["facts"].reverse()

    assert {fact.id for fact in load_seeds(folder(seed)).facts} == before


def test_second_file_adds_facts_and_aliases_to_a_record_of_the_first(folder, seed):
    second = {
        "source": seed["source"] | {"id": "paper-2020"},
        "records": {
            "a-university": {
                "aliases": [
                    {"value": "UA", "lang": "en", "type": "short"},
                    {"value": "甲大", "lang": "zh-Hant", "type": "short"},
                ],
                "facts": [{"exists": True, "printed": "甲大學", "lines": 1}],
            }
        },
    }

    seeds = load_seeds(folder(seed, second))

    assert [alias["value"] for alias in seeds.records["a-university"]["aliases"]] == ["UA", "甲大"]
    assert seeds.facts[-1].source == "paper-2020"


def test_all_problems_are_reported_together(folder, seed):
    seed["records"]["b-lab"]["kind_of"] = "x"
    seed["records"]["b-lab"]["facts"] = []
    seed["records"]["c-scheme"]["facts"] = [{"host": "a-university"}]

    assert problems(folder(seed)) == [
        "000.yaml: b-lab: labs have no field kind_of; is it a fact?",
        "000.yaml: b-lab: no file gives its resource",
        "000.yaml: c-scheme: host is not a property of programmes",
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("just words", "a seed file needs a source section"),
        ("source: {id: x}\nsource: {id: y}", "duplicate key: source"),
        ("source: {id: x}\nfactz: []", "unknown section: factz"),
        ("source: {id: x\n", "expected ',' or '}'"),
    ],
)
def test_invalid_file_is_reported(folder, seed, content, problem):
    path = folder(seed)
    (path / "001.yaml").write_text(content)

    (first, *_) = problems(path)

    assert first.startswith("001.yaml: ")
    assert problem in "\n".join(problems(path))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"resource": "labz"}, "'labz' is not a resource"),
        ({"stage": "old"}, "'old' is not a stage"),
        ({"topics": ["cooking", "finance"]}, "not a topic: cooking"),
        (
            {"aliases": [{"value": "B", "lang": "en", "type": "nick"}]},
            "'nick' is not a type of alias; use one of abbreviation, short, former, variant,"
            " printed, romanised, descriptive",
        ),
        ({"aliases": [{"value": "B"}]}, "{'value': 'B'} must have the keys lang, type, value"),
    ],
)
def test_invalid_field_is_reported(folder, seed, change, problem):
    seed["records"]["b-lab"] |= change | {"facts": []}

    assert problems(folder(seed))[0] == f"000.yaml: b-lab: {problem}"


def test_texts_are_cleaned(folder, seed):
    seed["records"]["b-lab"]["name_en"] = "B\u00a0 Lab"
    seed["records"]["b-lab"]["summary_en"] = "One. \n\nTwo."

    fields = load_seeds(folder(seed)).records["b-lab"]

    assert (fields["name_en"], fields["summary_en"]) == ("B Lab", "One.\n\nTwo.")


def test_invisible_character_is_reported_with_its_position(folder, seed):
    seed["records"]["b-lab"]["name_en"] = "B\u200bLab"

    assert problems(folder(seed)) == [
        "000.yaml: Remove the invisible character U+200B (ZERO WIDTH SPACE) at position 2 of"
        " “B␣Lab”."
    ]


def test_record_defined_differently_in_two_files_is_an_error(folder, seed):
    second = {
        "source": seed["source"] | {"id": "paper-2020"},
        "records": {"b-lab": seed["records"]["b-lab"] | {"name_en": "Lab B", "facts": []}},
    }

    assert problems(folder(seed, second)) == ["001.yaml: b-lab: two files differ in name_en"]


def test_record_without_a_resource_has_only_facts_and_aliases(folder, seed):
    seed["records"]["d-lab"] = {"name_zh": "丁", "facts": []}

    assert problems(folder(seed))[0] == ("000.yaml: d-lab: name_zh without a resource")


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({"lines": 4}, "{'lines': 4} must have lines and a reason"),
        ({"lines": "four", "reason": "x"}, "'four' is not a line number or a range of lines"),
    ],
)
def test_ignored_lines_need_numbers_and_a_reason(folder, seed, entry, problem):
    seed["nothing_to_register"] = [entry]

    assert problems(folder(seed)) == [f"000.yaml: nothing_to_register: {problem}"]
