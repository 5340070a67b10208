"""Legal information in the API root: version, revision, contact, stability and citation."""

from datetime import date

import pytest

from hkinno import __version__
from hkinno.legal import citation_of_all
from hkinno.registry import revision
from hkinno.registry.models import Revision
from tests.factories import LabFactory

pytestmark = pytest.mark.django_db


def test_root_has_the_software_version_and_the_data_revision(client):
    LabFactory()
    latest = Revision.objects.get()

    root = client.get("/api/v1/").json()

    assert root["software"] == {"name": "hkinno", "version": __version__}
    assert root["revision"]["number"] == latest.number > 0
    assert root["revision"]["changed_at"] == latest.changed_at.isoformat().replace("+00:00", "Z")


def test_revision_is_zero_without_changes():
    Revision.objects.all().delete()

    assert revision.current() == (0, None)


def test_root_has_the_contact_address(client, settings):
    settings.CONTACT = "registry@example.org"
    contact = client.get("/api/v1/").json()["contact"]
    settings.CONTACT = ""
    no_contact = client.get("/api/v1/").json()["contact"]

    assert (contact["address"], no_contact["address"]) == ("registry@example.org", None)
    assert sorted(contact["removal"]) == sorted(contact["corrections"]) == ["en", "zh-Hant"]


def test_root_states_the_stability_of_v1(client):
    root = client.get("/api/v1/").json()

    assert root["stability"]["stays"]["en"].startswith("Within v1 no URL")
    assert root["stability"]["may_change"]["en"].startswith("Within v1 resources, keys, parameters")


def test_root_has_a_citation(client):
    root = client.get("/api/v1/").json()

    assert f"Revision {root['revision']['number']} of the data" in root["citation"]["en"]
    assert "http://testserver/api/v1/" in root["citation"]["zh-Hant"]


def test_citation_includes_the_revision_and_the_access_date():
    assert citation_of_all("https://hkinno.example/", 12, date(2026, 11, 21)) == {
        "zh-Hant": "hkinno：香港創新科技開放註冊庫。數據版本 12，2026-11-21 查閱。"
        "https://hkinno.example/ CC0 1.0。",
        "en": "hkinno: An open registry of Hong Kong's innovation and technology. Revision 12 of "
        "the data, accessed 2026-11-21. https://hkinno.example/ CC0 1.0.",
    }
