import pytest

from hkinno.registry.values.normalize import normalize_alias
from hkinno.seeds.articles import Article
from hkinno.seeds.facts import Fact
from hkinno.seeds.load import load_seeds
from hkinno.seeds.names import fill_bases, find_name_problems, find_unprinted_names
from hkinno.seeds.validate import _stage_problems

PAGE = {"page": {"kind": "official-page", "name_zh": "頁", "name_en": "Page"}}


@pytest.fixture
def loaded(folder, seed):
    def load(**fields):
        seed["sources"] = PAGE
        seed["records"]["b-lab"] |= fields
        seeds = load_seeds(folder(seed))
        fill_bases(seeds)
        return seeds

    return load


def alias(value, type="short", **keys):
    return {"value": value, "lang": "zh-Hant", "type": type} | keys


def bases(seeds):
    fields = seeds.records["b-lab"]
    return {fields["name_zh"]: fields["name_zh_basis"]} | {
        name["value"]: name["basis"] for name in fields["aliases"]
    }


def test_basis_follows_from_the_facts_that_name_the_record(loaded):
    facts = [
        {"exists": True, "printed": "乙實驗室", "lines": 1},
        {"alias": alias("乙室"), "printed": "乙室", "lines": 1},
        {"alias": alias("乙科研室"), "source": "page"},
        {"alias": alias("乙科研室"), "printed": "乙科研室", "lines": 1},
        {"alias": alias("乙院"), "printed": "乙院", "lines": 1, "basis": "inference", "note": "x"},
    ]
    names = [
        alias("乙室"),
        alias("乙科研室"),
        alias("乙所"),
        alias("乙院"),
        alias("某室", "descriptive"),
    ]

    seeds = loaded(name_zh="乙實驗室", facts=facts, aliases=names)

    assert bases(seeds) == {
        "乙實驗室": "printed",
        "乙室": "printed",
        "乙科研室": "official",
        "乙所": "common-usage",
        "乙院": "common-usage",
        "某室": "descriptive",
    }


def test_file_may_state_the_basis(loaded):
    seeds = loaded(name_zh_basis="common-usage", aliases=[alias("乙所", basis="translation")])

    assert set(bases(seeds).values()) == {"common-usage", "translation"}


def test_name_without_a_page_is_not_official(loaded):
    seeds = loaded(name_en="Laboratory B", name_en_basis="official")

    assert "b-lab: no page or registry shows that Laboratory B is official" in [
        *find_name_problems(seeds)
    ]


def test_printed_name_is_not_of_the_descriptive_type(loaded):
    seeds = loaded(aliases=[alias("乙所", "descriptive", basis="printed")])

    assert "b-lab: 乙所 is printed, so its type is not descriptive" in [*find_name_problems(seeds)]


def test_abbreviation_needs_a_source_that_shows_it(loaded):
    seeds = loaded(aliases=[alias("B-Lab", "abbreviation"), alias("B所", "short")])

    problems = [problem for problem in find_name_problems(seeds) if "abbreviation" in problem]
    assert problems == ["b-lab: no source shows the abbreviation B-Lab"]


def test_name_that_no_article_prints_is_not_printed(loaded):
    seeds = loaded(
        name_zh="丙室", name_zh_basis="printed", aliases=[alias("乙 所", basis="printed")]
    )
    articles = [Article("a.txt", "", ("甲大學的乙所",)), Article("empty.txt", "", ())]

    assert [*find_unprinted_names(seeds, articles)] == ["b-lab: no article prints 丙室"]


def test_name_that_an_article_prints_is_no_description(loaded):
    seeds = loaded(name_zh="乙所", name_zh_basis="descriptive")

    assert "b-lab: an article prints 乙所, so its basis is printed" in [
        *find_unprinted_names(seeds, [Article("a.txt", "", ("甲大學的乙所",))])
    ]


def test_basis_of_an_alias_is_one_of_the_list():
    alias = {"value": "HKU", "lang": "en", "type": "short", "basis": "rumour"}

    with pytest.raises(ValueError, match="'rumour' is not a basis of names; use one of"):
        normalize_alias(alias)


def test_stage_is_stated_dated_and_given_once():
    fact = Fact("lab", "stage", "ended", "paper", lines=(3, 3), modality="planned")

    assert list(_stage_problems(fact, "active")) == [
        "lab.stage.paper.3: a stage is stated, with as_of",
        "lab: remove stage: active, which follows from lab.stage.paper.3",
    ]
