"""A record whose public history is read."""

import pytest

from tests.factories import InstitutionFactory, LabFactory, SourceFactory, StatementFactory


@pytest.fixture
def lab():
    """A published lab with a statement."""
    lab = LabFactory(id="lab", name_en="First name", established="2012-06", host=None)
    source = SourceFactory(id="source")
    StatementFactory(
        id="lab.host.source.1", subject=lab, property="host", value={"id": "hku"}, source=source
    )
    InstitutionFactory(id="hku", name_en="HKU")
    return lab
