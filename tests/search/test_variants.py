"""Variants of Chinese characters are folded to one, and doubtful ones as it was decided."""

import unicodedata

import pytest

from hkinno.search.build_tables import simplify
from hkinno.search.build_variants import decisions, extract, rarity
from hkinno.search.tables import fold
from tests.factories import InstitutionFactory, LabFactory
from tests.search.search_queries import search_ids

NAMES_AND_SIGNS = (
    "村邨 坤堃 柏栢 輝煇 寶寳 場塲 匯滙 峰峯 群羣 裡裏 啟啓 衛衞 館舘 "
    "雞鷄 麵麪 線綫 床牀 廁厠 檯枱 舉擧 鏽銹 祐佑 耀燿 鑒鑑 升昇 恒恆 "
    "闊濶 鐵鉄 礦鑛 強彊 泥坭 湧涌 勳勛 秘祕 炯烱 皓晧 哲喆 果菓 私俬 "
    "妝粧 福褔 莊荘 餐歺 喜囍 恤裇 嘴咀 匹疋 窯磘 岳嶽 "
)
OLD_PRINT = (
    "清淸 青靑 為爲 真眞 教敎 敘敍 產産 戶户 即卽 既旣 鄉鄕 說説 稅税 "
    "脫脱 錄録 吳吴 歷歴 曆暦 考攷 略畧 畫畵 回囘 遍徧 準凖 決决 沖冲 "
    "器噐 婿壻 歲嵗 巖岩 怪恠 插挿 旗旂 柳栁 冰氷 汙污 疏疎 杯盃 年秊 "
    "稚穉 窗窓 並竝 糧粮 絕絶 罰罸 恥耻 體軆 蘇蘓 讚讃 高髙 鄰隣 關関 "
)
SIMPLIFIED = "借藉 覆复 瞭了 餘馀 鍾锺 旋镟 鉅巨 諮咨 著着 "
TAIWAN = "臺台 著着 裡裏 檯台 峰峯 啟啓 癡痴 粽糉 群羣 鉤鈎 床牀 線綫 "
OLD_FORMS = (  # of old print; most are in the first Table of Verified Variant Forms of 1955
    "救捄 剪翦 侄姪 效傚 剿勦 球毬 翻繙 饋餽 珏玨 踩跴 嵩崧 哑瘂 銜啣 殷慇 "
    "構搆 桌槕 揚颺 磷燐 焊銲 眯瞇 碰踫 麻痲 菱蔆 参葠 蛇虵 圭珪 佩珮 券劵 "
)
JAPAN = "澤沢 濱浜 廣広 國国 氣気 學学 澀渋 關関 醫医 應応 團団 藥薬 "


@pytest.mark.parametrize(
    "pairs",
    [NAMES_AND_SIGNS, OLD_PRINT, SIMPLIFIED, TAIWAN, OLD_FORMS, JAPAN],
    ids=lambda pairs: pairs[:2],
)
def test_variants_are_folded_to_one_character(pairs):
    assert [pair for pair in pairs.split() if fold(pair[0]) != fold(pair[1])] == []


def test_decided_pairs_are_folded_as_decided():
    assert [pair for pair in decisions("same") if fold(pair[0]) != fold(pair[1])] == []
    assert [pair for pair in decisions("distinct") if fold(pair[0]) == fold(pair[1])] == []


def test_standard_characters_are_not_folded_to_each_other_by_a_table():
    """Numerals on cheques, pronouns, names: whatever the tables say of them."""
    for pair in "一壹 他她 曜耀 彬斌 沈沉 余予 冈岗 谈谭 奶妳".split():
        assert fold(pair[0]) != fold(pair[1]), pair


def test_radicals_are_folded_to_ideographs():
    """Text copied from a PDF often has the radical instead of the character."""
    radicals = [
        chr(code) for code in range(0x2E80, 0x2FE0) if unicodedata.category(chr(code)) == "So"
    ]

    unfolded = [radical for radical in radicals if fold(radical)[0] < "\u3400"]

    assert unfolded == ["\u2e80"]  # CJK RADICAL REPEAT, which is not a variant of an ideograph
    assert fold("⾹港⻄⾙⻘年⻝品⻔⾨") == fold("香港西貝青年食品門門")


def test_compatibility_ideographs_are_folded():
    """Unicode normalization covers kCompatibilityVariant."""
    codes = [*range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20)]
    decomposed = [chr(code) for code in codes if unicodedata.decomposition(chr(code))]

    assert len(decomposed) > 1000
    assert [c for c in decomposed if fold(c) != fold(unicodedata.normalize("NFD", c))] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("彩虹邨", "彩虹村"),
        ("李國寳樓", "李国宝楼"),
        ("輝煌栢", "煇煌柏"),
        ("浸會大學", "浸\u200b會\u00ad大\ufeff學"),
        ("科研計劃", "科研計畫"),
        ("香港⻄區", "西區"),
    ],
)
def test_search_finds_a_name_by_its_variants(name, query):
    InstitutionFactory(id="wanted", name_zh=name)
    LabFactory(id="other", name_zh="肝病實驗室")

    assert search_ids(query) == ["wanted"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("Innovation Centre", "innovation center"),
        ("Health Organisation", "health organization"),
        ("Health Organization", "organisat"),
        ("Tokenisation Laboratory", "tokenization lab"),
        ("Robotics Lab", "laboratory"),
        ("Colour Fibre Labs", "fiber color laboratories"),
    ],
)
def test_search_finds_british_and_american_spellings(name, query):
    InstitutionFactory(id="wanted", name_en=name)
    InstitutionFactory(id="other", name_en="Liver Institute")

    assert search_ids(query) == ["wanted"]


@pytest.mark.django_db
def test_equal_name_in_another_spelling_comes_first():
    InstitutionFactory(id="a", name_zh="甲", name_en="Science Center of Hong Kong")
    InstitutionFactory(id="b", name_zh="乙乙乙乙乙乙乙乙", name_en="Science Centre")

    assert search_ids("science center") == ["b", "a"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "xiang gang zhong wen da xue yi xue yuan fu shu zhen shi zhong xin",
        "xianggang zhongwen daxue yixueyuan fushu zhenshi zhongxin",
        "hoeng gong zung man daai hok ji hok jyun fu suk can si zung sam",
        "gang zhong wen da xue yi xue yuan fu shu zhen",
    ],
)
def test_romanized_names_of_any_length_are_found(query):
    InstitutionFactory(id="wanted", name_zh="香港中文大學醫學院附屬診視中心")
    InstitutionFactory(id="other", name_zh="香港中文大學醫學院")

    assert search_ids(query) == ["wanted"]


def test_extract_has_only_the_pairs_that_no_other_rule_folds(tmp_path):
    (tmp_path / "Unihan_Variants.txt").write_text(
        "# comment\nU+6822\tkSemanticVariant\tU+67CF<kMatthews U+6822\n"
        "U+570B\tkSimplifiedVariant\tU+56FD\nU+20000\tkSimplifiedVariant\tU+56FD\n"
        "U+672A\tkSpoofingVariant\tU+672B\n",
        encoding="utf-8",
    )
    (tmp_path / "EquivalentUnifiedIdeograph.txt").write_text(
        "2E8A          ; 535C   # comment\n2E8C..2E8D    ; 5C0F\n", encoding="utf-8"
    )
    (tmp_path / "translit_cjk_variants").write_text(
        "% comment\n<U9751> <U9752>;<U5BC8>\n", encoding="utf-8"
    )

    assert extract(tmp_path, simplify).splitlines()[2:] == [
        "Equivalent_Unified_Ideograph ⺊卜 ⺌小 ⺍小",
        "kSemanticVariant 柏栢",
        "UniVariants 寈靑 靑青",
    ]


@pytest.mark.parametrize(
    ("character", "rank"), [("国", 0), ("曜", 1), ("國", 2), ("栢", 3), ("⺊", 3)]
)
def test_rarity_is_by_the_standards(character, rank):
    assert rarity(character) == rank
