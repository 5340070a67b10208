"""Regular expressions for dates in Chinese text.

The lookarounds exclude common words: 如今, 年輕, 過去, 證明, 資本, 目前, 此後, 內地, 前海, 起步,
初創.
"""

import re

from hkinno.seeds.numerals.numbers import NUMERAL

RELATIVE_YEARS = {"前年": -2, "去年": -1, "今年": 0, "本年": 0, "年": 0, "明年": 1, "後年": 2}
QUARTERS = {"首": 1} | {digit: 1 + index % 4 for index, digit in enumerate("一二三四1234")}
MONTHS_OF_PART = {"上": (1, 6), "下": (7, 12), "初": (1, 3), "底": (12, 12), "末": (12, 12)}
DAYS_OF_THIRD = {"上": (1, 10), "中": (11, 20), "下": (21, None)}
SEPARATOR = "[至到—–～~-]"
YEAR = r"(?:1[5-9]|20)\d\d"
_DIGITS = "〇零一二三四五六七八九"
_ANY_YEAR = rf"""
    (?: (?<!\d)(?P<year>{YEAR}|[一二][{_DIGITS}]{{3}})年
      | (?P<relative>(?<!如)今年(?!輕)|(?<!過)去年|(?<![證說表聲發])明年|(?<![資成基日])本年
        |(?<![目以日之年])前年|(?<![其此之最日])後年
        |(?<![\d{_DIGITS}十兩幾數半多今去明本前後學])年(?=內(?!地)|底|初)) )"""
_PART_OF_YEAR = rf"""
    (?: 年?(?P<edge>[底末](?![層線下])|初(?![中級步創期]))
      | (?P<half>[上下])半年 | 第?(?P<quarter>[首一二三四1-4])季度?
      | (?P<month>\d{{1,2}}|十?[{_DIGITS}]|十)月份?
        (?: (?P<day>\d{{1,2}}|[{_DIGITS}十廿卅]{{1,3}})[日號] | (?P<third>[上中下])旬
          | (?P<month_edge>[底末]) )?
      | 內(?!地) )?"""
_BOUND = rf"""
    (?: (?P<vague>前後|左右|上下|前(?=[\d{_DIGITS}十幾數兩]))
      | (?P<until>[或及](?:之前|以前))
      | (?P<before>[之以]前|前(?![海往景沿瞻線期行年]))
      | (?P<since>起(?![草步動飛點源])|以來|開始|至今(?!年))
      | (?P<after>[之以]後|後(?![續期來半])) )?"""
DATE = re.compile(
    rf"(?P<since_before>自|從)?(?P<latest>最遲[於在]?|不遲於)?{_ANY_YEAR}{_PART_OF_YEAR}{_BOUND}",
    re.VERBOSE,
)
RANGE_END = re.compile(
    rf"{SEPARATOR}(?: (?P<last_day>\d{{1,2}})[日號] | {_ANY_YEAR}?{_PART_OF_YEAR} )",
    re.VERBOSE,
)
NUMBER_OF_YEARS = re.compile(
    rf"""(?P<direction>未來|今後|過去)?(?<![數幾第])(?P<number>{NUMERAL})年?(?:{SEPARATOR}(?P<other>{NUMERAL}))?年
    (?P<within>[之以]?內(?!地))?""",
    re.VERBOSE,
)
BARE_YEAR_RANGE = re.compile(rf"(?<![A-Za-z\d.,/-])({YEAR})({SEPARATOR})({YEAR})(?:年|(?=\W|$))")
BARE_YEAR = re.compile(rf"\W*({YEAR})\W*")
