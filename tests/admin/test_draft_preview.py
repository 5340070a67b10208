"""The preview of the page of a record, for curators only."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hkinno.registry.models import Record, Revision
from labs.models import Lab
from tests.admin.admin_client import admin_url
from tests.factories import InstitutionFactory, LabFactory, SourceFactory, StatementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(db):
    """A draft of a lab with a statement by a published source."""
    lab = LabFactory(id="lab", name_en="Draft laboratory", status="draft", host=None)
    StatementFactory(subject=lab, source=SourceFactory(id="source", name_en="An article"))
    return lab


def preview(client, key="lab", language="en"):
    return client.get(f"/admin/preview/{language}/{key}/")


@pytest.mark.parametrize("status", ["draft", "withdrawn", "published"])
def test_preview_is_the_page_of_the_published_record(curator, draft, status):
    Record.objects.filter(pk="lab").update(status=status)
    revision = Revision.objects.get().number

    response = preview(curator)

    page = response.content.decode()
    assert response.status_code == 200
    assert "<h1>Draft laboratory</h1>" in page
    assert "An article" in page
    assert "Preview for curators; the status of the record is" in page
    assert "no-store" in response["Cache-Control"]
    assert "form-action 'self'" in response["Content-Security-Policy"]
    assert 'href="/admin/labs/lab/lab/change/"' in page
    assert 'href="/admin/preview/zh-hant/lab/"' in page
    assert Record.objects.get(pk="lab").status == status
    assert Revision.objects.get().number == revision


def test_preview_hides_what_publication_would_not_make_public(curator, draft):
    hidden = InstitutionFactory(id="hidden", status="draft", name_en="Hidden host")
    Lab.objects.filter(pk="lab").update(host=hidden)

    assert b"Hidden host" not in preview(curator).content


def test_preview_in_chinese(curator, draft):
    page = preview(curator, language="zh-hant").content.decode()

    assert '<html lang="zh-Hant">' in page
    assert "記錄的狀態為「草稿」" in page


def test_preview_of_a_merged_record_leads_to_its_survivor(curator, draft):
    LabFactory(id="survivor")
    Record.objects.filter(pk="lab").update(status="published", merged_into="survivor")

    assert preview(curator)["Location"] == "/en/labs/survivor/"


@pytest.mark.parametrize(("key", "language"), [("none", "en"), ("lab", "fr")])
def test_preview_of_what_is_not_there(curator, draft, key, language):
    assert preview(curator, key, language).status_code == 404


def test_nobody_else_sees_a_preview(draft):
    visitor, staff = Client(), Client()
    staff.force_login(User.objects.create_user("staff", is_staff=True))
    member = Client()
    member.force_login(User.objects.create_user("member"))

    assert preview(visitor)["Location"].startswith("/admin/login/")
    assert preview(member)["Location"].startswith("/admin/login/")
    assert preview(staff).status_code == 403
    for client in (visitor, member, staff):
        assert b"Draft laboratory" not in preview(client).content


def test_form_links_to_the_preview(curator, draft):
    page = curator.get(admin_url(Lab, "change", "lab")).content.decode()

    assert 'href="/admin/preview/en/lab/"' in page
    assert "preview" not in curator.get(admin_url(Lab, "add")).content.decode()
