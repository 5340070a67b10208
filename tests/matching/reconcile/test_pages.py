"""The HTML preview of a record, and the redirect to it."""

import pytest

from tests.factories import AwardFactory, InstitutionFactory, LabFactory, alias
from tests.matching.reconcile.service import URL

pytestmark = pytest.mark.django_db


def test_preview_can_be_embedded_and_escapes_everything(client, hku):
    markup = '</title><script>alert("x")</script>'
    LabFactory(
        id="lab",
        name_zh=markup,
        name_en=markup,
        summary_zh=markup,
        aliases=[alias(markup)],
    )

    response = client.get(f"{URL}preview/lab/")

    text = response.content.decode()
    assert response.status_code == 200
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert "X-Frame-Options" not in response
    policy = response["Content-Security-Policy"].split("; ")
    assert "default-src 'none'" in policy
    assert "frame-ancestors *" in policy
    assert not any(part.startswith("script-src") for part in policy)
    assert "<script" not in text
    assert text.count("&lt;script&gt;alert(&quot;x&quot;)") == 6
    assert "university" not in client.get(f"{URL}preview/hku/").content.decode()


def test_view_redirects_to_the_page_of_the_record(client, hku):
    response = client.get(f"{URL}view/hku/")

    assert response.status_code == 302
    assert response["Location"] == "http://testserver/en/institutions/hku/"
    assert "香港大學" in client.get(response["Location"]).content.decode()


def test_pages_of_a_merged_duplicate_are_those_of_the_survivor(client, hku):
    InstitutionFactory(id="old", merged_into=hku)

    assert client.get(f"{URL}view/old/")["Location"].endswith("/institutions/hku/")
    assert "香港大學" in client.get(f"{URL}preview/old/").content.decode()


@pytest.mark.parametrize("page", ["view", "preview"])
def test_pages_do_not_exist_for_unpublished_or_nameless_records(client, hku, page):
    LabFactory(id="draft", status="draft")
    AwardFactory(id="award")
    InstitutionFactory(id="gone").delete()

    statuses = [
        client.get(f"{URL}{page}/{id}/").status_code for id in ("nothing", "draft", "award", "gone")
    ]

    assert statuses == [404, 404, 404, 410]
    assert client.post(f"{URL}{page}/hku/").status_code == 405
