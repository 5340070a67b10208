"""Search of records by names and texts in both languages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hkinno.registry.models import Record
from hkinno.registry.models.search_index import related_names_match
from labs.models import Institution, Lab
from tests.factories import (
    IndicatorFactory,
    InstitutionFactory,
    LabFactory,
    PersonFactory,
    PlaceFactory,
    SourceFactory,
    TargetFactory,
    alias,
)
from tests.search.search_queries import create_hits, search_ids

pytestmark = pytest.mark.django_db


@pytest.fixture
def registry():
    """Universities of Hong Kong, and records that could be confused with them."""
    InstitutionFactory(
        id="hku",
        name_zh="香港大學",
        name_en="The University of Hong Kong",
        aliases=[alias("港大", "zh-Hant"), alias("HKU", "en")],
    )
    InstitutionFactory(
        id="hkust",
        name_zh="香港科技大學",
        name_en="The Hong Kong University of Science and Technology",
        aliases=[alias("科大", "zh-Hant"), alias("HKUST", "en")],
    )
    InstitutionFactory(
        id="cuhk-shenzhen",
        name_zh="香港中文大學（深圳）",
        name_en="The Chinese University of Hong Kong, Shenzhen",
    )
    LabFactory(
        id="liver",
        name_zh="肝病研究國家重點實驗室",
        name_en="State Key Laboratory of Liver Research",
        summary_zh="設於香港大學的實驗室。",
        summary_en="A laboratory at the University of Hong Kong.",
    )
    LabFactory(
        id="robots",
        name_zh="機械人及數碼製造實驗室",
        name_en="Robotics and Digital Manufacturing Centre",
        focus=[{"zh-Hant": "衞星軟件", "en": "satellite software"}],
    )
    PersonFactory(id="sun-dong", name_zh="孫東", name_en="Sun Dong")
    PlaceFactory(id="hong-kong", name_zh="香港", name_en="Hong Kong")
    LabFactory(id="draft", name_zh="香港大學機械人草稿", name_en="Draft at HKU", status="draft")


@pytest.mark.parametrize(
    "text",
    ["香港大學", "香港大学", "港大", "hku", "ＨＫＵ", "HONG kong university", "univ HONG kong"],
)
def test_exact_name_or_alias_comes_first_and_drafts_are_left_out(registry, text):
    assert search_ids(text)[0] == "hku"
    assert "draft" not in search_ids(text)


@pytest.mark.parametrize(
    ("text", "expected_ids"),
    [
        ("香港大學", ["hku", "liver"]),
        ("港大", ["hku", "liver"]),
        ("大學", ["hku", "hkust", "cuhk-shenzhen", "liver"]),
        ("學", ["hku", "hkust", "cuhk-shenzhen", "liver"]),
        ("香港中文大學深圳", ["cuhk-shenzhen"]),
        ("深圳（香港）", []),
        ("東京大學", []),
        ("港科大", []),
        ("北京", []),
        ("機器人", ["robots"]),
        ("机械人", ["robots"]),
        ("數字製造", ["robots"]),
        ("卫星", ["robots"]),
        ("衛星軟體", ["robots"]),
        ("製造 機械人", ["robots"]),
        ("robot manufact", ["robots"]),
        ("manufacturing center", ["robots"]),
        ("robotics liver", []),
        ("robotics 肝病", []),
        ("xianggang", ["hong-kong", "hku", "hkust", "cuhk-shenzhen"]),
        ("heunggong", ["hong-kong", "hku", "hkust", "cuhk-shenzhen"]),
        ("hoeng gong daai hok", ["hku"]),
        ("hoenggong daaihok", ["hku", "hkust", "cuhk-shenzhen"]),
        ("hoenggongdaaihok", ["hku"]),
        ("xiang gang ke ji da xue", ["hkust"]),
        ("gon beng", ["liver"]),
        ("syun dung", ["sun-dong"]),
        ("hong2 kong1", []),
        ("", []),
        ("?!", []),
    ],
)
def test_search_returns_the_matching_records_by_rank(registry, text, expected_ids):
    assert search_ids(text) == expected_ids


@pytest.mark.parametrize(
    "text", ["sun dong", "孫東", "孙东", "Sun", "dong sun", "東", "syun1 dung1"]
)
def test_person_is_matched_in_either_language(registry, text):
    assert search_ids(text) == ["sun-dong"]


def test_search_of_one_model_can_be_filtered(registry):
    assert search_ids("香港大學", Lab) == ["liver"]
    assert search_ids("大学", Institution) == ["hku", "hkust", "cuhk-shenzhen"]
    institutions = (
        Institution.objects.filter(name_en__startswith="The").search("大學").exclude(pk="hku")
    )
    assert [institution.pk for institution in institutions[1:5]] == ["cuhk-shenzhen"]
    assert institutions.filter(pk="hkust").count_at_most(100_000) == (1, True)


def test_columns_of_child_tables_are_searched():
    TargetFactory(id="goal", statement_zh="到時有一百間實驗室。", statement_en="A hundred labs.")
    IndicatorFactory(id="share", definition_zh="量度研發佔比。", definition_en="Measures research.")
    SourceFactory(id="article", publisher_zh="香港文匯報", publisher_en="", byline="記者 陳大文")

    assert search_ids("一百間") == ["goal"]
    assert search_ids("measures") == ["share"]
    assert search_ids("文汇报") == ["article"]
    assert search_ids("陳大文") == ["article"]


def test_equal_ranks_are_ordered_by_prominence_and_id():
    for id in ("b", "a"):
        LabFactory(id=id, name_zh="光學實驗室", name_en="Optics")
    LabFactory(id="c", name_zh="光學", name_en="Long Name of Optics")
    SourceFactory(id="d", name_zh="光學", name_en="Optics")

    records = Record.objects.search("光學")

    assert list(records.values_list("pk", "tier", "prominence")) == [
        ("c", 0, 25),
        ("d", 0, 20012),
        ("a", 1, 21),
        ("b", 1, 21),
    ]


def test_results_can_be_reordered_and_reversed(registry):
    records = Record.objects.search("大學")

    assert [record.pk for record in records.order_by("pk")[:2]] == ["cuhk-shenzhen", "hku"]
    assert [record.pk for record in records.reverse()[:2]] == ["liver", "cuhk-shenzhen"]
    assert records.first().pk == "hku"
    assert records[1].pk == "hkust"
    assert [record.pk for record in records[2:]] == ["cuhk-shenzhen", "liver"]
    assert [record.pk for record in records[0:4:2]] == ["hku", "cuhk-shenzhen"]


def test_count_without_a_search_is_exact(registry):
    assert Lab.objects.count_at_most(100_000) == (3, True)


@pytest.fixture
def many_labs():
    """More hits than are sorted: the index is scanned in order."""
    create_hits()


@pytest.mark.parametrize("cap", [0, 1, 4, 5, 7, 100])
@pytest.mark.parametrize("text", ["大學", "大", "學", "港大", "京"])
def test_order_does_not_depend_on_the_number_of_hits(many_labs, cap, text):
    all_ids = search_ids(text)
    records = Record.objects.search(text)
    records.ranking.max_hits = cap

    for start in range(0, len(all_ids) + 2, 2):
        page = records[start : start + 2]
        assert [record.pk for record in page] == all_ids[start : start + 2]
    assert records.count_at_most(100_000) == (min(len(all_ids), cap), len(all_ids) <= cap)


@pytest.mark.parametrize("rows_read", [0, 1, 3])
@pytest.mark.parametrize("text", ["大學", "大", "學", "港大"])
def test_order_does_not_depend_on_how_far_prominence_is_read(
    many_labs, monkeypatch, text, rows_read
):
    all_ids = search_ids(text)
    records = Record.objects.search(text)
    records.ranking.max_hits = 0
    monkeypatch.setattr("hkinno.search.queryset.ROWS_READ_PER_HIT", rows_read)

    pages = [records[start : start + 2] for start in range(0, len(all_ids), 2)]
    assert [record.pk for page in pages for record in page] == all_ids


CHINESE_NAMES = st.text(
    st.sampled_from("香港科技大學衞裏實驗室機械人數碼研究院𠮷㑮〇のー가"), min_size=1, max_size=30
)


@settings(deadline=None, max_examples=60)
@given(name=CHINESE_NAMES, data=st.data())
def test_every_substring_of_a_name_matches_its_record(name, data):
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    lab = LabFactory(name_zh=name)

    assert lab.pk in search_ids(name[start:end])


def test_records_are_matched_through_the_names_of_related_records():
    hku = InstitutionFactory(id="hku", name_zh="香港大學")
    draft = InstitutionFactory(id="draft", name_zh="香港大學草稿", status="draft")
    LabFactory(id="host", host=hku)
    LabFactory(id="part", part_of=LabFactory(id="whole", name_zh="香港大學光學"))
    LabFactory(id="other", host=draft, name_zh="其他")

    class HostedQuerySet(type(Lab.objects.all())):
        search_through = ("host", "part_of")

    labs = HostedQuerySet(Lab).search("香港大学")

    assert list(labs.values_list("pk", "tier")) == [("whole", 1), ("host", 2), ("part", 2)]
    assert [lab.pk for lab in labs[1:2]] == ["host"]
    assert labs.count_at_most(100_000) == (3, True)
    assert list(Lab.objects.filter(related_names_match("港大学", "host")).values_list("pk")) == [
        ("host",)
    ]
