import pytest

from hkinno.seeds.house_style_validation import find_text_problems
from hkinno.seeds.load import load_seeds
from hkinno.seeds.names import fill_bases


@pytest.fixture
def problems(folder, seed):
    def find(**fields):
        seed["records"]["b-lab"] |= fields
        seeds = load_seeds(folder(seed))
        fill_bases(seeds)
        return list(find_text_problems(seeds))

    return find


def test_mainland_term_in_a_summary(problems):
    summary = "研究信息的實驗室，屬「某某信息學院」。"

    assert problems(summary_zh=summary) == [f"b-lab: Hong Kong says 資訊, not 信息: {summary}"]
    assert problems(summary_zh="屬「某某信息學院」和《計算機學報》。") == []


def test_mainland_term_in_a_name_of_ours(problems):
    assert problems(name_zh="高校實驗室") == ["b-lab: Hong Kong says 院校, not 高校: 高校實驗室"]
    assert problems(name_zh="高校實驗室", name_zh_basis="common-usage") == []


def test_summary_that_speaks_of_the_article(problems):
    assert problems(summary_en="A laboratory that the article names.", summary_zh="本文點名。") == [
        "b-lab: summary_zh does not stand on its own: “本文”",
        "b-lab: summary_en does not stand on its own: “the article”",
    ]


def test_summary_that_speaks_of_its_source_or_of_unnamed_universities(problems):
    assert problems(summary_en="A firm that the report names.", summary_zh="兩校合辦的學院。") == [
        "b-lab: summary_zh does not stand on its own: “兩校”",
        "b-lab: summary_en does not stand on its own: “the report”",
    ]


def test_summary_that_tells_a_plan_of_what_has_happened(folder, seed):
    seed["records"]["b-lab"]["summary_en"] = "A laboratory that is to be opened in 2018."
    stage = {"stage": "active", "as_of": "2018", "printed": "x", "lines": 1}
    seed["records"]["b-lab"]["facts"].append(stage)
    seeds = load_seeds(folder(seed))

    assert list(find_text_problems(seeds)) == [
        "b-lab: summary_en tells a plan of what has happened: “is to be”"
    ]

    stage["stage"] = "planned"
    assert list(find_text_problems(load_seeds(folder(seed)))) == []
