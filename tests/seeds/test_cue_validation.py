import pytest

from hkinno.seeds.articles import Article
from hkinno.seeds.cue_validation import find_cue_problems, names_with_cues
from hkinno.seeds.facts import Fact


def problems(text, property, printed, lines=(1, 1), names=(), **attributes):
    article = Article("example.txt", "", tuple(text.split("\n")))
    fact = Fact(
        "lab",
        property,
        attributes.pop("value", "x"),
        "example",
        printed=printed,
        lines=lines,
        **attributes,
    )
    return list(find_cue_problems(fact, article, names_with_cues(names)))


@pytest.mark.parametrize(
    "cue", ["將", "擬", "預計", "爭取", "有望", "力爭", "目標", "建議", "探索"]
)
def test_cue_of_the_future_before_the_printed_words_contradicts_stated(cue):
    assert problems(f"大學{cue}設五個中心。", "quantity", "五個") == [
        f"{cue} speaks of the future, but the fact is stated; state its basis"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "大學有五個中心，將再設一個。",  # after the printed words
        "明年將設新樓。大學有五個中心。",  # in another sentence
        "政府將大學重組為五個中心。",  # 將 that marks an object
        "大學將設五個中心。",  # planned
    ],
)
def test_cue_that_does_not_govern_the_printed_words_is_ignored(text):
    modality = "planned" if text == "大學將設五個中心。" else "stated"

    assert problems(text, "quantity", "五個", modality=modality) == []


@pytest.mark.parametrize("cue", ["應", "必須", "須在", "需要", "一定要", "第一是要"])
def test_need_told_as_a_plan(cue):
    text = f"局長說香港{cue}建設五個平台。"

    need_problems = problems(text, "objective", "五個平台", modality="planned")

    assert [problem.partition("speaks")[2] for problem in need_problems] == [
        " of a need, but the fact is planned; state its basis"
    ]
    assert problems(text, "objective", "五個平台", modality="proposed") == []


@pytest.mark.parametrize(
    "text",
    ["計劃利用感應器打造五個平台。", "我們下一步需要考慮五個平台。", "打造五個平台，應加快。"],
)
def test_words_that_speak_of_no_need(text):
    assert problems(text, "objective", "五個平台", modality="planned") == []


def test_positioning_is_no_fact():
    text = "北京的定位是創新引領者。"

    assert problems(text, "characteristic", "創新引領者") == [
        "定位是 speaks of the future, but the fact is stated; state its basis"
    ]


def test_host_in_brackets_behind_the_name():
    assert problems("肝病研究實驗室（香港大學）", "host", "香港大學") == []
    assert problems("肝病研究實驗室在香港大學", "host", "香港大學") != []


def test_cue_within_a_name_is_ignored():
    text = "「目標計劃」有五個中心。"

    assert problems(text, "quantity", "五個") != []
    assert problems(text, "quantity", "五個", names=["目標計劃"]) == []


def test_sentence_of_a_narrow_column_is_read_from_its_start():
    assert problems("科技部\n將推動\n香港中心。", "place", "香港", (3, 3)) != []
    assert (
        problems(
            "科技部\n" + "將推動發展，" * 20 + "\n" + "香港中心，" * 20, "place", "香港中心", (3, 3)
        )
        == []
    )


def test_plan_without_a_word_that_makes_it_one():
    assert problems("大學有五個中心。", "quantity", "五個", modality="planned") == [
        "no word in “大學有五個中心。” makes it planned; state its basis"
    ]


def test_property_without_a_wording_that_supports_it():
    assert problems("香港大學的論壇。", "organiser", "香港大學") == [
        "no word in “香港大學的論壇。” supports organiser; state its basis"
    ]
    assert problems("香港大學主辦論壇。", "organiser", "香港大學") == []


def test_completion_does_not_support_opened():
    assert problems("大樓2018年落成。", "opened", "2018年") != []
    assert problems("大樓2018年啟用。", "opened", "2018年") == []


def test_printed_words_over_two_sentences_are_read_with_both():
    assert problems("大學將設。五個中心", "quantity", "設。五個") != []


@pytest.mark.parametrize("attributes", [{"basis": "name"}, {"rank": "deprecated"}])
def test_fact_with_a_basis_or_deprecated_is_not_checked(attributes):
    assert problems("大學將設五個中心。", "quantity", "五個", **attributes) == []


def test_fact_without_lines_is_not_checked():
    assert problems("大學將設五個中心。", "quantity", "", lines=None) == []


def test_what_was_done_is_no_objective():
    text = "平台旨在加強合作，加快了佈局，並在培養人才等方面有了新的突破。"

    assert problems(text, "objective", "加強合作") == []
    assert [
        problem.partition(" ")[0]
        for printed in ("佈局", "培養人才")
        for problem in problems(text, "objective", printed)
    ] == ["加快了", "有了"]


def test_praise_is_claimed():
    text = "這是本地首枚衛星。"

    assert problems(text, "characteristic", "首枚衛星", modality="claimed") == []
    assert problems(text, "characteristic", "衛星") == []
    assert problems(text, "characteristic", "首枚衛星") == [
        "首枚 is a judgement, but the fact is stated; state it as claimed"
    ]


def test_date_of_the_article_does_not_date_its_remarks():
    remark = "今年已簽協議。會長林至穎指出，合作是潮流。"

    assert problems(remark, "starts", "指出", value="../2023") == []
    assert problems("會長昨日指出，合作是潮流。", "starts", "指出", value="2023-03") == []
    assert problems("2022年\n- 設立專員", "starts", "設立專員", (1, 2), value="2022") == []
    assert problems(remark, "starts", "指出", value="2023") == [
        "no word dates the event; without a day, the time before its article: ../2023"
    ]
