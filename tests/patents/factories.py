"""Adds patents to the rows that the tests of every resource make."""

import factory

from tests.factories import FACTORIES, RecordFactory, related, when_full
from tests.patents.models import Patent


class PatentFactory(RecordFactory):
    class Meta:
        model = Patent

    part_of = when_full(factory.SubFactory("tests.patents.factories.PatentFactory"))
    holder = related("Institution")
    filed = when_full("2015-03")
    granted = when_full("2018")
    number = when_full("HK30000000", "")


FACTORIES["patents"] = PatentFactory
