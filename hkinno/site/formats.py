"""Dates and quantities in words, in the language of the page."""

from decimal import Decimal
from typing import Any

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from hkinno.site.labels import language_tag, word_label

CURRENCY_SIGNS = {"HKD": "HK$", "CNY": "RMB ", "USD": "US$"}
# Powers of ten that numbers are counted in.
ENGLISH_SCALES = [(9, "billion"), (6, "million")]
CHINESE_SCALES = [(8, "億"), (4, "萬")]
MAX_PLACES = 2  # of a number counted in a scale; one that needs more is written out
# What 數十億 and its like say, by the power of ten.
ENGLISH_SEVERAL = [
    *("several", "tens", "hundreds", "thousands", "tens of thousands", "hundreds of thousands"),
    *("millions", "tens of millions", "hundreds of millions", "billions", "tens of billions"),
]
CHINESE_SEVERAL = [
    *(
        "數",
        "數十",
        "數百",
        "數千",
        "數萬",
        "數十萬",
        "數百萬",
        "數千萬",
        "數億",
        "數十億",
        "數百億",
    ),
]


def format_date(text: str) -> str:
    """A partial date such as `2018-06`, `2018/2019-03` or `../2020`."""
    start, slash, end = text.partition("/")
    if not slash:
        return format_day(start)
    if start == "..":
        return _("until %(date)s") % {"date": format_day(end)}
    if end == "..":
        return _("since %(date)s") % {"date": format_day(start)}
    return f"{format_day(start)} – {format_day(end)}"


def format_day(text: str) -> str:
    """A year, month or day."""
    year, *rest = text.split("-")
    month, day = ([int(part) for part in rest] + [0, 0])[:2]
    if language_tag() == "zh-Hant":
        return f"{year}年" + (f"{month}月" if month else "") + (f"{day}日" if day else "")
    return " ".join(filter(None, [str(day or ""), str(MONTHS[month]) if month else "", year]))


def format_number(number: str) -> str:
    """A decimal with separators, or in millions (萬) if it is round."""
    decimal = Decimal(number)
    is_chinese = language_tag() == "zh-Hant"
    for power, name in CHINESE_SCALES if is_chinese else ENGLISH_SCALES:
        scaled = decimal.scaleb(-power).normalize()
        places = -int(scaled.as_tuple().exponent)
        if abs(scaled) >= 1 and places <= MAX_PLACES:
            return f"{scaled:,f}{name}" if is_chinese else f"{scaled:,f} {name}"
    return f"{decimal.normalize():,f}"


def format_several(magnitude: str) -> str:
    power = Decimal(magnitude).adjusted()
    return (CHINESE_SEVERAL if language_tag() == "zh-Hant" else ENGLISH_SEVERAL)[power]


def format_quantity(quantity: dict[str, Any]) -> str:
    """A quantity of the API, with its qualifier and unit."""
    qualifier, unit = quantity["qualifier"], quantity["unit"]
    if qualifier == "several":
        return several_of(format_several(quantity["magnitude"]), unit)
    number = format_number(quantity["value"])
    if quantity["max"]:
        number = f"{number}–{format_number(quantity['max'])}"
    text = with_unit(number, unit)
    if qualifier == "exact":
        return text
    word = word_label("qualifier", qualifier)
    return f"{word}{text}" if language_tag() == "zh-Hant" else f"{word.lower()} {text}"


def several_of(number: str, unit: str | None) -> str:
    """“Billions of Hong Kong dollars”, 數十億港元."""
    if language_tag() == "zh-Hant" or unit is None:
        return with_noun(number, unit)
    noun = word_label("unit", unit)
    return f"{number} of {f'{noun}s' if noun.endswith('dollar') else noun.lower()}"


def with_unit(number: str, unit: str | None) -> str:
    if unit == "percent":
        return f"{number}%"
    if unit == "rank":
        return _("rank %(number)s") % {"number": number}
    if unit in CURRENCY_SIGNS and language_tag() == "en":
        return f"{CURRENCY_SIGNS[unit]}{number}"
    return with_noun(number, unit)


def with_noun(number: str, unit: str | None) -> str:
    """A number before the noun of what it counts."""
    if unit is None:
        return number
    noun = word_label("unit", unit)
    if language_tag() == "zh-Hant":
        return f"{number}{noun}"
    return f"{number} {noun if unit in CURRENCY_SIGNS else noun.lower()}"
