import pytest

from hkinno.seeds.facts import SeedError
from hkinno.seeds.load import read_seeds


def faults(folder) -> list[str]:
    with pytest.raises(SeedError) as caught:
        read_seeds(folder)
    return str(caught.value).splitlines()


def test_seeds_are_read_with_records_facts_and_what_is_passed_over(folder, seed):
    seeds = read_seeds(folder(seed))

    assert list(seeds.records) == ["paper-2019", "our-note", "a-university", "b-lab", "c-scheme"]
    assert [fact.id for fact in seeds.facts] == [
        "a-university.exists.paper-2019.1",
        "b-lab.host.paper-2019.1",
        "c-scheme.budget.paper-2019.3",
        "c-scheme.launched.paper-2019.3",
    ]
    assert seeds.passed_over == {"paper-2019": [(4, 4, "It ends.")]}


def test_statement_id_stays_when_a_file_is_reordered(folder, seed):
    before = {fact.id for fact in read_seeds(folder(seed)).facts}
    seed["records"] = dict(reversed(seed["records"].items()))
    seed["records"]["c-scheme"]["facts"].reverse()

    assert {fact.id for fact in read_seeds(folder(seed)).facts} == before


def test_second_file_adds_facts_and_aliases_to_a_record_of_the_first(folder, seed):
    further = {
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

    seeds = read_seeds(folder(seed, further))

    assert [alias["value"] for alias in seeds.records["a-university"]["aliases"]] == ["UA", "甲大"]
    assert seeds.facts[-1].source == "paper-2020"


def test_all_faults_are_named_at_once(folder, seed):
    seed["records"]["b-lab"]["kind_of"] = "x"
    seed["records"]["b-lab"]["facts"] = []
    seed["records"]["c-scheme"]["facts"] = [{"host": "a-university"}]

    assert faults(folder(seed)) == [
        "000.yaml: b-lab: labs have no field kind_of; is it a fact?",
        "000.yaml: b-lab: no file says what it is",
        "000.yaml: c-scheme: host is not said of programmes",
    ]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("just words", "a seed file begins with its source"),
        ("source: {id: x}\nsource: {id: y}", "given twice: source"),
        ("source: {id: x}\nfactz: []", "no such section: factz"),
        ("source: {id: x\n", "expected ',' or '}'"),
    ],
)
def test_file_that_is_no_seed_is_named(folder, seed, content, fault):
    path = folder(seed)
    (path / "001.yaml").write_text(content)

    (said, *_) = faults(path)

    assert said.startswith("001.yaml: ")
    assert fault in "\n".join(faults(path))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"resource": "labz"}, "'labz' is not a resource"),
        ({"stage": "old"}, "'old' is not a stage"),
        ({"topics": ["cooking", "finance"]}, "not a topic: cooking"),
        (
            {"aliases": [{"value": "B", "lang": "en", "type": "nick"}]},
            "'nick' is not a type of alias",
        ),
        ({"aliases": [{"value": "B"}]}, "{'value': 'B'} has not the keys lang, type, value"),
    ],
)
def test_field_that_is_wrong_is_named(folder, seed, change, fault):
    seed["records"]["b-lab"] |= change | {"facts": []}

    assert faults(folder(seed))[0] == f"000.yaml: b-lab: {fault}"


def test_record_defined_differently_in_two_files_is_an_error(folder, seed):
    further = {
        "source": seed["source"] | {"id": "paper-2020"},
        "records": {"b-lab": seed["records"]["b-lab"] | {"name_en": "Lab B", "facts": []}},
    }

    assert faults(folder(seed, further)) == ["001.yaml: b-lab: two files differ in name_en"]


def test_addition_may_not_define(folder, seed):
    seed["records"]["d-lab"] = {"name_zh": "丁", "facts": []}

    assert faults(folder(seed))[0] == (
        "000.yaml: d-lab: name_zh without the resource that says what it is"
    )


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ({"lines": 4}, "{'lines': 4} has not lines and a reason"),
        ({"lines": "four", "reason": "x"}, "'four' is not a line or a stretch of lines"),
    ],
)
def test_passed_over_lines_need_numbers_and_a_reason(folder, seed, entry, fault):
    seed["nothing_to_register"] = [entry]

    assert faults(folder(seed)) == [f"000.yaml: nothing_to_register: {fault}"]
