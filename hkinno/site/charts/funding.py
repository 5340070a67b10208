"""Who funds what: budgets of programmes, and awards."""

from decimal import Decimal
from typing import Any, NamedTuple

from django.http import HttpRequest

from hkinno.site.charts.rows import is_plan, read_all


class Budget(NamedTuple):
    """A programme with money; `width` is its share of the largest amount in per cent."""

    row: dict[str, Any]
    payer: dict[str, Any] | None
    quantity: dict[str, Any]
    is_plan: bool
    width: float


class Currency(NamedTuple):
    """The budgets in one currency, the largest first."""

    unit: str
    budgets: list[Budget]


def read_funding(request: HttpRequest) -> list[Currency]:
    """Programmes with a budget and awards with an amount, by currency."""
    programmes = read_all(request, "programmes", budget__isnull="false")
    awards = read_all(request, "awards", amount__isnull="false")
    money = [(row, row["administrator"], row["budget"]) for row in programmes]
    money += [(row, row["funder"], row["amount"]) for row in awards]
    by_unit: dict[str, list[tuple[Any, Any, Any]]] = {}
    for row, payer, quantity in money:
        if quantity["value"] is not None:
            by_unit.setdefault(quantity["unit"] or "", []).append((row, payer, quantity))
    currencies = [Currency(unit, rank_budgets(rows)) for unit, rows in by_unit.items()]
    return sorted(currencies, key=lambda currency: -len(currency.budgets))


def rank_budgets(money: list[tuple[Any, Any, Any]]) -> list[Budget]:
    largest = max(Decimal(quantity["value"]) for _row, _payer, quantity in money)
    money = sorted(money, key=lambda item: (-Decimal(item[2]["value"]), item[0]["id"]))
    return [
        Budget(
            row,
            payer,
            quantity,
            is_plan(row),
            round(float(Decimal(quantity["value"]) / largest * 100), 2),
        )
        for row, payer, quantity in money
    ]
