"""A fact's value held against what its printed words compute to."""

from decimal import Decimal
from fractions import Fraction

from hkinno.registry.models.properties import statement_properties
from hkinno.registry.values.partial_dates import parse, text_of
from hkinno.seeds.facts import Fact
from hkinno.seeds.numerals.dates import parse_dates
from hkinno.seeds.numerals.phrases import ParsedQuantity
from hkinno.seeds.numerals.quantities import parse_quantities

# A note that begins so gives the reason why the value is not what the words alone compute to.
DIFFERS = "differs:"


def disagreement(fact: Fact, horizon: str | None) -> str | None:
    """What the printed words say otherwise, or None: also where the seed gives the reason."""
    if fact.note.lower().startswith(DIFFERS):
        return None
    kind = statement_properties()[fact.property].type
    if kind in ("quantity", "integer"):
        return _number(fact)
    if kind == "date":
        return _date(fact, horizon)
    return None


def _number(fact: Fact) -> str | None:
    found = parse_quantities(fact.printed)
    wanted = fact.value if isinstance(fact.value, dict) else {"value": str(fact.value)}
    if any(_same(wanted, parsed) for parsed in found):
        return None
    said = "; ".join(_text(parsed) for parsed in found) or "nothing"
    return f"{fact.printed} computes to {said}, not to {_wanted(wanted)}"


def _same(wanted: dict, parsed: ParsedQuantity) -> bool:
    if parsed.fraction is not None and parsed.value is None:
        return wanted.get("unit") == "percent" and _is_rounded(wanted["value"], parsed.fraction)
    numbers = all(
        _decimal(wanted.get(key)) == getattr(parsed, key) for key in ("value", "max", "magnitude")
    )
    is_qualified = wanted.get("qualifier", parsed.qualifier) == parsed.qualifier
    return numbers and is_qualified and _agree_on_unit(wanted, parsed)


def _agree_on_unit(wanted: dict, parsed: ParsedQuantity) -> bool:
    """Per cent is per cent, and a currency that is printed is the one."""
    if parsed.currency and wanted.get("unit_basis") == "printed":
        return wanted["unit"] == parsed.currency
    is_share = parsed.kind in ("percent", "fraction")
    return "unit" not in wanted or is_share == (wanted["unit"] == "percent")


def _is_rounded(value: str | None, share: Fraction) -> bool:
    """Whether it is the share in per cent, which may have no end (1/3), to two decimals."""
    return value is not None and abs(Fraction(value) - 100 * share) <= Fraction(1, 200)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _text(parsed: ParsedQuantity) -> str:
    value = str(parsed.magnitude or parsed.fraction if parsed.value is None else parsed.value)
    value += f" to {parsed.max}" if parsed.max is not None else ""
    return " ".join(filter(None, [parsed.qualifier, value, parsed.currency, parsed.kind]))


def _wanted(wanted: dict) -> str:
    return " ".join(str(wanted[key]) for key in wanted if wanted[key] is not None)


def _date(fact: Fact, horizon: str | None) -> str | None:
    found = [text_of(parse(each)) for each in parse_dates(fact.printed, horizon)]
    if fact.value in found or (not found and fact.note):
        return None
    return f"{fact.printed} computes to {', '.join(found) or 'no date'}, not to {fact.value}"
