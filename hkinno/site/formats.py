"""Dates and quantities in words, in the language of the page."""

from decimal import Decimal
from typing import Any

from hkinno.registry.formats import date_texts
from hkinno.site.labels import word_label
from hkinno.site.language import gettext as _
from hkinno.site.language import language_tag

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


def format_date(text: str, field: str = "period") -> str:
    """A partial date of a field in words; an interval is a period only in `period`."""
    return date_texts.format_date(text, language_tag(), is_point=field != "period")


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
        return f"{number}元{noun}" if unit == "CNY" else f"{number}{noun}"
    return f"{number} {noun if unit in CURRENCY_SIGNS else noun.lower()}"
