"""The regular expression for a numeral with its qualifiers, currency and measure word."""

import re

from hkinno.seeds.numerals.numbers import MULTIPLIER, NUMERAL

# The lookarounds exclude common words such as 透過, 節約, 網上, 多元 and 成立.
QUALIFIERS_BEFORE = {
    "up-to": "不超過|不多於|不高於|最多|至多",
    "at-least": "至少|最少|起碼|不少於|不低於|(?<![網線以])上(?=[百千萬億])",
    "over": "超過|多於|高於|大於|突破|逾|超|(?<![通透經不])過(?=[半百千萬億])",
    "nearly": "接近|將近|近",
    "about": "大約|大概|(?<![節合條契公簽])約",
}
QUALIFIERS_AFTER = {
    "at-least": "[或及]?以上|之上",
    "up-to": "[或及]?以下|以內|之內",
    "about": "左右|上下",
    "over": "(?<=[年月歲倍元])[多餘](?![元媒種項樣])",
}
CURRENCIES = {
    "HKD": r"港幣|港元|港圓|HK\$",
    "CNY": "人民幣|RMB",
    "USD": r"美元|美金|US\$",
    "EUR": "歐元",
    "GBP": "英鎊",
    "JPY": "日圓|日元",
}
MONEY = "|".join(CURRENCIES.values())
MEASURE = (
    "個百分點 百分點 平方公里 平方米 公里 公頃 公斤 小時 分鐘 周年 省區 個月 元 % 倍 "
    "成(?![半立為員本果功就長績熟份都]) 支(?![持援撥付]) 部(?![分門署]) "
    "間 家 所 名 人 位 項 個 宗 座 篇 屆 次 批 種 條 份 期 枚 年 月 日 天 歲 大 強 類 輪 級 班 "
    "款 門 件 套 組 地 區 國 市 省 噸 米 層 台 架 輛 艘 隻 張 場 棟 幢 幅 度 代"
).replace(" ", "|")
QUANTITY = re.compile(
    rf"""
    (?: (?P<before>{"|".join(QUALIFIERS_BEFORE.values())})
        # Only these can be separated from the numeral: 至少帶來200億元.
        (?: (?:(?<=至少)|(?<=最少)|(?<=起碼)|(?<=最多)|(?<=至多)) [^\d的，。、；「」]{{0,4}}?
          | [合為共達有佔]? ) )?
    (?P<currency_before>{MONEY})?
    (?: (?P<half>一半|半數|(?<=[過逾近超])半(?![年導徑島個]))
      | (?P<denominator>{NUMERAL})分之(?P<numerator>{NUMERAL})
      | 數以(?P<counted>{MULTIPLIER}+)計
      | (?:幾|(?<![人指函係總次基歲分倍參])數)
        (?P<several>{MULTIPLIER}+|(?=[個間家所名項種次年月天]))
      | (?P<first>首)(?=[屆批次個枚份家間座輪期位])
      | (?P<ordinal>第)?(?P<top>前(?={NUMERAL}[強名位大]))?(?P<number>{NUMERAL})
        (?:(?P<more>[多餘幾])(?P<scale>{MULTIPLIER}*))?
    )
    (?P<measure>{MONEY}|{MEASURE})?
    (?P<grade>(?<=元)級)?
    (?:[（(]?(?P<currency_after>{MONEY}))?
    (?P<after>{"|".join(QUALIFIERS_AFTER.values())})?
    """,
    re.VERBOSE,
)


def find_key(match: re.Match[str], group: str, patterns: dict[str, str]) -> str | None:
    """The key of the pattern that matches the text of a group; None if none does."""
    if match[group] is None:
        return None
    # Matched in the complete text, because lookarounds need the neighbouring characters.
    start = match.start(group)
    return next(
        (key for key in patterns if re.compile(patterns[key]).match(match.string, start)), None
    )
