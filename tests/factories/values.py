"""Values of columns, in every row or only in full ones."""

import factory

from hkinno.registry.values.quantities import quantity

MONEY = quantity({"value": "2800000000", "unit": "HKD", "qualifier": "over"})


def when_full(full, otherwise=None):
    """The value of a column in a full row, and otherwise."""
    return factory.Maybe("full", full, otherwise)


def related(name):
    """In a full row, a new row of the factory with this name; otherwise None."""
    return when_full(factory.SubFactory(f"tests.factories.{name}Factory"))


def alias(value, lang="en", type="short", since=None, until=None):
    """A further name of a record, in the form of the column `aliases`."""
    return {
        "value": value,
        "lang": lang,
        "type": type,
        "since": since,
        "until": until,
        "basis": "common-usage",
    }
