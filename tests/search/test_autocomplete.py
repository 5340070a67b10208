"""Autocompletion of names."""

import pytest

from hkinno.registry.models.search_index import Completion
from tests.factories import InstitutionFactory, LabFactory, TargetFactory, alias

pytestmark = pytest.mark.django_db


@pytest.fixture
def registry():
    """Universities whose names begin alike; one has several names. A laboratory was merged."""
    InstitutionFactory(
        id="hku",
        name_zh="香港大學",
        name_en="The University of Hong Kong",
        aliases=[alias("HKU", "en"), alias("香港大學堂", "zh-Hant")],
    )
    InstitutionFactory(
        id="hkust",
        name_zh="香港科技大學",
        name_en="Hong Kong University of Science and Technology",
        aliases=[alias("HKUST", "en")],
    )
    LabFactory(id="robots", name_zh="機械人實驗室", name_en="AI & Robotics (Hong Kong)")
    LabFactory(id="draft", name_zh="香港草稿", name_en="Draft", status="draft")
    LabFactory(id="merged", name_zh="香港重複", name_en="Duplicate", merged_into_id="robots")
    TargetFactory(id="nameless", statement_zh="香港")


def autocomplete(text):
    completions = Completion.objects.visible().autocomplete(text)
    return [(completion.record_id, completion.name) for completion in completions]


@pytest.mark.parametrize(
    ("text", "completions"),
    [
        ("香", [("hku", "香港大學"), ("robots", "香港重複"), ("hkust", "香港科技大學")]),
        ("香港大学", [("hku", "香港大學")]),
        ("香港大學堂", [("hku", "香港大學堂")]),
        ("hku", [("hku", "HKU"), ("hkust", "HKUST")]),
        ("ＨＫＵＳ", [("hkust", "HKUST")]),
        ("university of h", [("hku", "The University of Hong Kong")]),
        (
            "The Univ",
            [
                ("hku", "The University of Hong Kong"),
                ("hkust", "Hong Kong University of Science and Technology"),
            ],
        ),
        (
            "hong",
            [
                ("hkust", "Hong Kong University of Science and Technology"),
                ("hku", "The University of Hong Kong"),
                ("robots", "AI & Robotics (Hong Kong)"),
            ],
        ),
        ("ai robotics h", [("robots", "AI & Robotics (Hong Kong)")]),
        ("機器人", [("robots", "機械人實驗室")]),
        ("大學", [("hku", "香港大學"), ("hkust", "香港科技大學")]),
        ("科技", [("hkust", "香港科技大學")]),
        ("scien", [("hkust", "Hong Kong University of Science and Technology")]),
        ("technology scie", [("hkust", "Hong Kong University of Science and Technology")]),
        ("robotic", [("robots", "AI & Robotics (Hong Kong)")]),
        ("ke ji da xue", [("hkust", "香港科技大學")]),
        ("", []),
        ("%", []),
        ("_", []),
    ],
)
def test_autocomplete_matches_beginnings_before_words_inside_names(registry, text, completions):
    assert autocomplete(text) == completions


def test_autocomplete_returns_ten_names_including_an_exact_match():
    for number in range(12):
        LabFactory(id=f"lab-{number:02}", name_zh=f"光學{number:02}")
    LabFactory(id="equal", name_zh="光學", name_en="A very long name indeed, of no prominence")

    completions = Completion.objects.visible().autocomplete("光學")

    assert [completion.record_id for completion in completions] == [
        "equal",
        *(f"lab-{n:02}" for n in range(9)),
    ]


def test_names_with_a_common_word_are_read_in_the_order_of_prominence(monkeypatch, registry):
    monkeypatch.setattr("hkinno.search.search_query.SearchQuery.name_ids", None)

    assert autocomplete("大學") == [("hku", "香港大學"), ("hkust", "香港科技大學")]
