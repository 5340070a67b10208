"""Factories of records of every kind."""

import factory
from factory.django import DjangoModelFactory

from events.models import Event, EventKind
from hkinno.registry import models as registry
from hkinno.registry.vocabularies.roles import Role
from labs import kinds
from labs import models as labs
from programmes import models as programmes
from tests.factories.evidence import RelationFactory, StatementFactory
from tests.factories.values import MONEY, alias, related, when_full


def add_evidence(record, create, extracted, **kwargs):
    """Add a relation in each direction its resource may have, and two statements of two sources."""
    out = next((role for role in Role if record.resource in role.subjects), None)
    into = next((role for role in Role if record.resource in role.objects), None)
    if out:
        RelationFactory(subject=record, role=out, object=other_end(record, out, out.objects))
    if into:
        RelationFactory(subject=other_end(record, into, into.subjects), role=into, object=record)
    StatementFactory.create_batch(2, subject=record)


def other_end(record, role, resources):
    """A record that may be the other end of a relation with this role."""
    resource = record.resource if role.is_within_a_resource else min(resources)
    return FACTORIES[resource]()


class RecordFactory(DjangoModelFactory):
    """The columns of all resources."""

    class Meta:
        model = registry.Record
        abstract = True
        skip_postgeneration_save = True

    class Params:
        full = False

    id = factory.Sequence(lambda n: f"record-{n:04}")
    name_zh = factory.LazyAttribute(lambda record: f"名稱 {record.id}")
    name_en = factory.LazyAttribute(lambda record: f"Name of {record.id}")
    name_en_basis = "official"
    aliases = when_full([alias("KY", since="2012")], [])
    summary_zh = when_full("一句話。", "")
    summary_en = when_full("A sentence.", "")
    topics = when_full(["robotics", "space"], [])
    focus = when_full([{"zh-Hant": "肝病", "en": "liver disease"}], [])
    stage = when_full("planned", "active")
    last_reviewed = when_full("2026-11-28")
    place = related("Place")
    website = when_full("https://example.org/", "")
    external_ids = when_full({"ror": ["02zhqgq86"]}, {})
    status = "published"
    evidence = factory.Maybe("full", factory.PostGeneration(add_evidence))


class NamelessFactory(RecordFactory):
    """Awards, targets and observations have no name."""

    class Meta:
        abstract = True

    name_zh = name_en = name_en_basis = ""


class PlaceFactory(RecordFactory):
    class Meta:
        model = registry.Place

    part_of = related("Place")
    kind = registry.PlaceKind.CITY
    latitude = when_full("22.30000")
    longitude = when_full("114.17469")


class SourceFactory(RecordFactory):
    class Meta:
        model = registry.Source

    part_of = related("Source")
    kind = registry.SourceKind.ARTICLE
    publisher_zh = when_full("香港文匯報", "")
    publisher_en = when_full("Hong Kong Wen Wei Po", "")
    byline = when_full("記者", "")
    published = when_full("2017")
    published_basis = when_full("inferred", "")
    published_reasoning = when_full("It says so.", "")
    page = when_full("A18", "")
    url = when_full("https://example.org/article", "")
    accessed = when_full("2026-11-21")
    file = "article.txt"
    sha256 = "0" * 64


class InstitutionFactory(RecordFactory):
    class Meta:
        model = labs.Institution

    part_of = related("Institution")
    kind = kinds.InstitutionKind.UNIVERSITY
    established = when_full("1911-03-30")
    closed = when_full("2030")


class LabFactory(RecordFactory):
    class Meta:
        model = labs.Lab

    part_of = related("Lab")
    kind = kinds.LabKind.STATE_KEY_LABORATORY_PARTNER
    host = related("Institution")
    established = when_full("2012-06")
    closed = when_full("2012/..")
    budget = when_full(MONEY)


class FacilityFactory(RecordFactory):
    class Meta:
        model = labs.Facility

    part_of = related("Facility")
    kind = kinds.FacilityKind.SCIENCE_PARK
    operator = related("Institution")
    opened = when_full("2001")
    closed = when_full("2030")
    budget = when_full(MONEY)


class PersonFactory(RecordFactory):
    class Meta:
        model = labs.Person

    part_of = related("Person")


class ProgrammeFactory(RecordFactory):
    class Meta:
        model = programmes.Programme

    part_of = related("Programme")
    kind = programmes.ProgrammeKind.FUNDING_SCHEME
    administrator = related("Institution")
    budget = when_full(MONEY)
    launched = when_full("2022")
    closed = when_full("2030")


class AwardFactory(NamelessFactory):
    class Meta:
        model = programmes.Award

    part_of = related("Award")
    programme = related("Programme")
    funder = related("Institution")
    amount = when_full(MONEY)
    also = when_full(MONEY)
    period = when_full("2017/2018")
    number_of_projects = when_full(24)


class TargetFactory(NamelessFactory):
    class Meta:
        model = programmes.Target

    part_of = related("Target")
    subject = related("Lab")
    programme = related("Programme")
    quantity = when_full(MONEY)
    due = when_full("2030")
    statement_zh = "到時會有。"
    statement_en = "There will be one."


class IndicatorFactory(RecordFactory):
    class Meta:
        model = programmes.Indicator

    part_of = related("Indicator")
    kind = programmes.IndicatorKind.SHARE
    unit = when_full("percent", "")
    definition_zh = "量度多少。"
    definition_en = "Measures how much."


class ObservationFactory(NamelessFactory):
    class Meta:
        model = programmes.Observation

    part_of = related("Observation")
    indicator = factory.SubFactory(IndicatorFactory)
    subject = related("Lab")
    context = related("Programme")
    of = related("Observation")
    period = when_full("2017")
    quantity = when_full(MONEY)


class EventFactory(RecordFactory):
    class Meta:
        model = Event

    part_of = related("Event")
    kind = EventKind.CONFERENCE
    starts = when_full("2017-09-22")
    ends = when_full("2017-09-30")
    edition = when_full(3)


# The factories by resource.
FACTORIES = {
    "institutions": InstitutionFactory,
    "labs": LabFactory,
    "facilities": FacilityFactory,
    "people": PersonFactory,
    "programmes": ProgrammeFactory,
    "awards": AwardFactory,
    "targets": TargetFactory,
    "indicators": IndicatorFactory,
    "observations": ObservationFactory,
    "events": EventFactory,
    "places": PlaceFactory,
    "sources": SourceFactory,
}
