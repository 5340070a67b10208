"""A curator who is logged in, and one who may only look."""

import tempfile

import pytest
from django.contrib.auth.models import Permission, User

from hkinno.registry.models import GoneRecord
from tests.factories import (
    IndicatorFactory,
    InstitutionFactory,
    LabFactory,
    ObservationFactory,
    PersonFactory,
    RelationFactory,
    SourceFactory,
)


@pytest.fixture
def curator(client, db):
    """A client whose user may do everything."""
    client.force_login(User.objects.create_superuser("curator"))
    return client


@pytest.fixture
def reader(client, db):
    """A client whose user may look at everything and change nothing."""
    user = User.objects.create_user("reader", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(user)
    return client


@pytest.fixture
def previews(tmp_path, monkeypatch):
    """A folder of its own for the files between preview and confirmation."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def hku(db):
    """An institution, beside a source of which something can be said."""
    SourceFactory(id="wenweipo-2017")
    return InstitutionFactory(id="hku")


@pytest.fixture
def rows(db):
    """What the cases of broken_forms.py speak of."""
    InstitutionFactory(id="hku")
    LabFactory(id="lab", status="draft")
    PersonFactory(id="person")
    SourceFactory(id="article")
    SourceFactory(id="note", kind="editorial-note", file="", sha256="")
    IndicatorFactory(id="indicator")
    ObservationFactory(id="observation", status="draft")
    GoneRecord.objects.create(id="gone", resource="labs")
    RelationFactory(subject_id="hku", role="founder", object_id="person")
