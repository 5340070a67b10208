from hashlib import sha256
from pathlib import Path

import pytest

from hkinno.seeds.articles import Article, CitationError, fold, is_printed

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"


@pytest.fixture
def article(tmp_path):
    def write(text: str) -> Article:
        path = tmp_path / "900_made-up.txt"
        path.write_bytes(text.encode())
        return Article.read(path)

    return write


def test_article_numbers_lines_like_cat(article):
    assert article("甲\n\n乙\n").lines(1, 3) == ("甲", "", "乙")
    assert article("甲\n乙").lines(2, 2) == ("乙",)
    assert article("甲\r\u2028\x0c乙\n丙\n\n").text == ("甲\r\u2028\x0c乙", "丙", "")


def test_article_has_its_name_and_digest(article):
    made_up = article("甲\n")

    assert made_up.name == "900_made-up.txt"
    assert made_up.sha256 == sha256("甲\n".encode()).hexdigest()


@pytest.mark.parametrize(("first", "last"), [(0, 1), (2, 1), (2, 3), (-1, -1)])
def test_lines_that_do_not_exist_are_an_error(article, first, last):
    with pytest.raises(CitationError, match=f"900_made-up.txt has lines 1 to 2, not {first} to"):
        article("甲\n乙\n").lines(first, last)


def test_short_line_is_deduplicated_because_of_neighbours_outside_the_citation(article):
    made_up = article("甲乙丙甲乙丙\n圳圳\n22個\n")

    assert made_up.lines(2, 3) == ("圳", "22個")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲 乙\u3000丙\n丁", "甲乙丙丁"),
        ("１＋％（Ａ）", "1+%(A)"),
        ("\U00100360甲\U00100361\ue000\u200b", "甲"),
        ("「甲」『乙』《丙》", "「甲」『乙』《丙》"),
    ],
)
def test_fold_removes_invisible_characters_and_normalizes_width(text, expected):
    assert fold(text) == expected


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("甲乙丙", "子甲\n\n乙 丙丑"),
        ("2012年", "子20\n12年丑"),
        ("1+計劃", "「１＋計\n劃」"),
        ("高甲乙通", "\U00100360高甲乙通\U00100361"),
        ("4,000萬元", "甲乙丙甲乙丙44,,000000萬元萬元"),
        ("300間", "2020，300間"),
        ("2018", "2018\n2019"),
        ("2018。", "2018。"),
        ("A.I", "A.I."),
    ],
)
def test_is_printed_ignores_line_breaks(article, printed, text):
    made_up = article(text)

    assert is_printed(printed, made_up, 1, len(made_up.text)) is True


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("8億元", "逾28億元"),
        ("500萬元", "7,500萬元"),
        ("73%", "0.73%"),
        ("約7", "約7,500"),
        ("約7", "約7.5"),
        ("約7", "約75"),
        ("甲丙", "甲乙丙"),
        ("5050多", "甲乙丙甲乙丙5050多多"),
        ("", "甲"),
        (" ", "甲 乙"),
    ],
)
def test_is_printed_rejects_parts_of_numbers_and_missing_text(article, printed, text):
    assert is_printed(printed, article(text), 1, 1) is False


def test_is_printed_searches_only_the_cited_lines(article):
    made_up = article("甲\n乙\n丙\n")

    assert [is_printed("乙", made_up, n, n) for n in (1, 2, 3)] == [False, True, False]


def test_content_lines_contain_a_letter_or_digit(article):
    assert article("甲\n\n ■——\n3\nA\n\U00100360\n。〇\n").content_line_numbers() == [1, 4, 5, 7]


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the articles are not in the repository")
@pytest.mark.parametrize(
    ("number", "duplicated"), [("000", 12), ("001", 0), ("002", 0), ("003", 0), ("004", 86)]
)
def test_duplicated_lines_of_the_articles_are_deduplicated(number, duplicated):
    (path,) = SEEDS.glob(f"{number}_*.txt")
    article = Article.read(path)
    deduplicated = article.lines(1, len(article.text))
    changed = [old for old, new in zip(article.text, deduplicated, strict=True) if old != new]

    assert len(changed) == duplicated
