"""A duplicate and its survivor."""

import pytest

from hkinno.registry.models import Record
from tests.factories import (
    InstitutionFactory,
    LabFactory,
    PersonFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
    alias,
)


@pytest.fixture
def old():
    """A duplicate, with every sort of reference to it."""
    survivor = InstitutionFactory(
        id="new", name_zh="新", name_en="New", aliases=[], external_ids={"ror": ["02zhqgq86"]}
    )
    old = InstitutionFactory(
        id="old",
        name_zh="舊",
        name_en="Old",
        aliases=[alias("O")],
        external_ids={"ror": ["02zhqgq86", "03zhqgq86"], "wikidata": ["Q15568"]},
    )
    LabFactory(id="lab", host=old)
    InstitutionFactory(id="faculty", part_of=old)
    Record.objects.filter(pk="new").update(part_of="old")
    source = SourceFactory(id="source")
    StatementFactory(id="about", subject=old, source=source)
    StatementFactory(id="naming", subject_id="lab", property="host", value={"id": "old"})
    ror = {"scheme": "ror", "id": "old"}
    StatementFactory(id="identifier", subject_id="lab", property="external_ids", value=ror)
    person = PersonFactory(id="person")
    RelationFactory(id="moved", subject=person, role="alumnus", object=old)
    RelationFactory(id="kept", subject=person, role="post", object=survivor, since="2001")
    RelationFactory(id="surplus", subject=person, role="post", object=old, since="2001")
    RelationFactory(id="between", subject=old, role="partner", object=survivor)
    return old
