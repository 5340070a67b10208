"""Factories of statements and relations."""

import factory
from factory.django import DjangoModelFactory

from hkinno.registry import models as registry
from hkinno.registry.vocabularies.roles import Role
from tests.factories.values import when_full


class StatementFactory(DjangoModelFactory):
    class Meta:
        model = registry.Statement

    class Params:
        full = False

    subject = factory.SubFactory("tests.factories.LabFactory")
    property = "exists"
    value = True
    source = factory.SubFactory(
        "tests.factories.SourceFactory", published="2017", published_basis="printed"
    )
    printed = when_full("實驗室", "")
    first_line = when_full(206)
    last_line = when_full(207)
    also_lines = when_full([[12, 13]], [])
    modality = when_full("planned", "stated")
    as_of = when_full("2017")
    rank = when_full("deprecated", "normal")
    rank_reason = when_full("A misprint.", "")
    note = when_full("Read as meant.", "")


class RelationFactory(DjangoModelFactory):
    class Meta:
        model = registry.Relation

    class Params:
        full = False

    subject = factory.SubFactory("tests.factories.PersonFactory")
    role = Role.POST
    object = factory.SubFactory("tests.factories.InstitutionFactory")
    title_zh = when_full("校長", "")
    title_en = when_full("President", "")
    since = when_full("2018")
    until = when_full("2020")
    modality = when_full("planned", "stated")
    first_confirmed = when_full("2018-06")
    last_confirmed = when_full("2019")
