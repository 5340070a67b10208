"""What `/api/v1/` says of itself: versions, licences, how to cite, whom to tell."""

from datetime import date

import pytest

from hkinno import __version__
from hkinno.legal import citation_of_all
from hkinno.registry import revision
from hkinno.registry.models import Revision
from tests.factories import LabFactory

pytestmark = pytest.mark.django_db


def test_the_root_states_the_version_of_the_software_and_the_revision_of_the_data(client):
    LabFactory()
    row = Revision.objects.get()

    root = client.get("/api/v1/").json()

    assert root["software"] == {"name": "hkinno", "version": __version__}
    assert root["revision"]["number"] == row.number > 0
    assert root["revision"]["changed_at"] == row.changed_at.isoformat().replace("+00:00", "Z")


def test_a_database_that_holds_no_revision_is_at_none():
    Revision.objects.all().delete()

    assert revision.current() == (0, None)


def test_the_root_says_whom_to_tell(client, settings):
    settings.CONTACT = "registry@example.org"
    named = client.get("/api/v1/").json()["contact"]
    settings.CONTACT = ""
    nobody = client.get("/api/v1/").json()["contact"]

    assert (named["address"], nobody["address"]) == ("registry@example.org", None)
    assert sorted(named["removal"]) == sorted(named["corrections"]) == ["en", "zh-Hant"]


def test_the_root_says_what_a_client_may_rely_on(client):
    root = client.get("/api/v1/").json()

    assert root["stability"]["stays"]["en"].startswith("Within v1 no address")
    assert root["stability"]["may_change"]["en"].startswith("Within v1 there may be more")


def test_the_root_says_how_to_cite_it(client):
    root = client.get("/api/v1/").json()

    assert f"Revision {root['revision']['number']} of the data" in root["citation"]["en"]
    assert "http://testserver/api/v1/" in root["citation"]["zh-Hant"]


def test_a_citation_of_all_names_the_revision_and_the_day():
    assert citation_of_all("https://hkinno.example/", 12, date(2026, 11, 21)) == {
        "zh-Hant": "hkinno：香港創新科技開放註冊庫。數據版本 12，2026-11-21 查閱。"
        "https://hkinno.example/ CC0 1.0。",
        "en": "hkinno: An open registry of Hong Kong's innovation and technology. Revision 12 of "
        "the data, accessed 2026-11-21. https://hkinno.example/ CC0 1.0.",
    }
