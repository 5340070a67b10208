"""Clients that are logged in, and records that the forms refer to."""

import tempfile

import pytest
from django.contrib.auth.models import Permission, User
from django.db import transaction
from django.test import Client

from hkinno.registry.models import GoneRecord
from tests.factories import (
    IndicatorFactory,
    InstitutionFactory,
    LabFactory,
    ObservationFactory,
    PersonFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)


@pytest.fixture
def curator(client, db):
    """A client of a superuser."""
    client.force_login(User.objects.create_superuser("curator"))
    return client


@pytest.fixture
def reader(client, db):
    """A client of a user with all view permissions and no others."""
    user = User.objects.create_user("reader", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(user)
    return client


@pytest.fixture
def previews(tmp_path, monkeypatch):
    """An empty temporary folder for previewed files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def hku(db):
    """An institution and a source."""
    SourceFactory(id="wenweipo-2017")
    return InstitutionFactory(id="hku")


@pytest.fixture(scope="module")
def shared_rows(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        InstitutionFactory(id="hku")
        LabFactory(id="lab", status="draft")
        PersonFactory(id="person")
        SourceFactory(id="article")
        SourceFactory(id="note", kind="editorial-note", file="", sha256="")
        IndicatorFactory(id="indicator")
        ObservationFactory(id="observation", status="draft")
        GoneRecord.objects.create(id="gone", resource="labs")
        RelationFactory(subject_id="hku", role="founder", object_id="person")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def rows(shared_rows, db):
    """The records that invalid_forms.py refers to, which the tests of a module share."""


@pytest.fixture
def anna(curator):
    """The curator who saves first."""
    return curator


@pytest.fixture
def ben(db):
    """The curator who saves second."""
    client = Client()
    client.force_login(User.objects.create_superuser("ben"))
    return client


@pytest.fixture
def lab(db):
    """A published lab with two statements and a relation."""
    lab = LabFactory(id="lab", name_zh="肝病研究", name_en="Liver research", topics=["robotics"])
    source = SourceFactory(id="source")
    for number in (1, 2):
        StatementFactory(
            id=f"lab.exists.source.{number}", subject=lab, source=source, note=f"Note {number}"
        )
    RelationFactory(
        id="lab.partner.hku", subject=lab, role="partner", object=InstitutionFactory(id="hku")
    )
    return lab


@pytest.fixture
def published_lab(db):
    """A published lab with a statement."""
    lab = LabFactory(id="lab", name_en="First name", established="2012-06")
    StatementFactory(id="lab.exists.source.1", subject=lab, source=SourceFactory(id="source"))
    return lab
