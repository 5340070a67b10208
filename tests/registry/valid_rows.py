"""One valid row of every model, with the name of the model as its id."""

from events.models import Event
from hkinno.registry.models import Place, Relation, Source, Statement
from hkinno.registry.values.quantities import quantity
from labs.models import Facility, Institution, Lab, Person
from programmes.models import Award, Indicator, Observation, Programme, Target
from tests.factories import alias

ALIAS = alias("B")
NAMES = {"name_zh": "甲", "name_en": "A", "name_en_basis": "translation"}
AMOUNT = quantity({"value": "5", "unit": "HKD"})


def create_valid_rows() -> None:
    Place.objects.create(id="place", kind="city", latitude="22.3", longitude="114.2", **NAMES)
    article = {"kind": "article", "file": "a.txt", "sha256": "0" * 64}
    Source.objects.create(
        id="source", published="2017", published_basis="printed", **article, **NAMES
    )
    Source.objects.create(id="note", kind="editorial-note", **NAMES)
    institution = Institution.objects.create(
        id="institution", kind="university", established="1911", closed="1999", **NAMES
    )
    Lab.objects.create(
        id="lab",
        kind="joint-laboratory",
        host=institution,
        established="2001",
        closed="2003",
        budget=AMOUNT,
        **NAMES,
    )
    Facility.objects.create(
        id="facility", kind="platform", opened="2001", closed="2003", budget=AMOUNT, **NAMES
    )
    Person.objects.create(id="person", **NAMES)
    Programme.objects.create(
        id="programme", kind="fund", launched="2001", closed="2003", budget=AMOUNT, **NAMES
    )
    Award.objects.create(id="award", amount=AMOUNT, also=AMOUNT)
    Target.objects.create(id="target", quantity=AMOUNT, statement_zh="標", statement_en="Aim.")
    indicator = Indicator.objects.create(
        id="indicator", kind="count", unit="HKD", definition_zh="數", definition_en="Count", **NAMES
    )
    Observation.objects.create(id="observation", indicator=indicator, quantity=AMOUNT)
    Event.objects.create(id="event", kind="forum", starts="2001", ends="2003", edition=2, **NAMES)
    Statement.objects.create(
        id="statement",
        subject_id="lab",
        property="host",
        value={"id": "institution"},
        source_id="source",
        printed="甲",
        first_line=3,
        last_line=4,
    )
    Relation.objects.create(
        id="relation", subject_id="person", role="post", object_id="lab", since="2001", until="2003"
    )
