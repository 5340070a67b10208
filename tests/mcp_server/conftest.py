"""A laboratory with evidence."""

import pytest

from tests.factories import InstitutionFactory, LabFactory, StatementFactory


@pytest.fixture
def lab(db):
    hku = InstitutionFactory(id="hku", name_zh="香港大學", name_en="University of Hong Kong")
    lab = LabFactory(id="lab", name_en="Liver laboratory", host=hku, established="2010")
    StatementFactory(
        subject=lab, property="host", value={"id": "hku"}, printed="港大", first_line=3, last_line=3
    )
    return lab
