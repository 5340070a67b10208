"""Tests for conditional requests and compression."""

import gzip
from datetime import UTC, datetime, timedelta

import brotli
import pytest
from django.db import OperationalError
from django.utils.http import http_date

from hkinno.api.negotiation import choose_encoding
from hkinno.registry import revision
from hkinno.registry.models import Revision
from hkinno.registry.rest import conditional_requests
from hkinno.registry.rest.conditional_requests import STATE
from hkinno.registry.revision import State
from labs.models import Lab
from tests.factories import InstitutionFactory, LabFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cached_responses")]
LAB = "/api/v1/labs/lab/"
PATHS = [LAB, "/api/v1/labs/", "/api/v1/search/?q=lab", "/api/v1/conflicts/", f"{LAB}citation/"]


@pytest.fixture
def cached_responses(stored_documents, monkeypatch):
    monkeypatch.setattr(conditional_requests, "may_cache_responses", lambda: True)


@pytest.fixture
def lab():
    return LabFactory(id="lab", host=InstitutionFactory(id="host"), summary_en="long" * 250)


def shared_headers(response):
    """The headers but for the id of the request."""
    return {name: value for name, value in response.headers.items() if name != "X-Request-ID"}


@pytest.mark.parametrize("path", PATHS)
def test_unchanged_response_is_not_sent_again(client, lab, path, django_assert_num_queries):
    first = client.get(path)
    with django_assert_num_queries(1):
        second = client.get(path, headers={"if-none-match": first["ETag"]})

    assert (second.status_code, second.content) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary"):
        assert second[name] == first[name]


def test_weak_form_of_the_entity_tag_is_recognised(client, lab):
    tag = client.get(LAB)["ETag"]

    assert client.get(LAB, headers={"if-none-match": f'"x", W/{tag}'}).status_code == 304


def test_response_after_a_write_is_new(client, lab):
    first = client.get(LAB)
    Lab.objects.filter(pk="lab").update(name_en="New name")
    second = client.get(LAB, headers={"if-none-match": first["ETag"]})

    assert (second.status_code, second.json()["name"]["en"]) == (200, "New name")
    assert second["ETag"] != first["ETag"]


@pytest.mark.parametrize(
    "headers",
    [{"accept": "application/ld+json"}, {"accept-encoding": "br"}, {"host": "localhost"}],
)
def test_each_variant_has_its_own_entity_tag(client, lab, headers):
    plain, variant = client.get(LAB), client.get(LAB, headers=headers)

    assert plain["ETag"] != variant["ETag"]
    assert plain.content != variant.content
    assert variant["Vary"] == "Accept, Accept-Encoding, origin"


@pytest.mark.parametrize(("coding", "read"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_response_is_compressed(client, lab, coding, read):
    plain = client.get(LAB)
    for _made_or_cached in range(2):
        response = client.get(LAB, headers={"accept-encoding": coding})

        assert read(response.content) == plain.content
        assert response["Content-Encoding"] == coding
        assert int(response["Content-Length"]) == len(response.content)


def test_short_response_is_not_compressed(client):
    response = client.get("/api/v1/labs/", headers={"accept-encoding": "br"})

    assert response.json()["results"] == []
    assert "Content-Encoding" not in response


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br;q=0.5", "br"),
        ("GZIP", "gzip"),
        ("br; q=0, gzip", "gzip"),
        ("br;q=0.000", ""),
        ("deflate", ""),
        ("", ""),
    ],
)
def test_content_coding_is_chosen(accepted, coding):
    assert choose_encoding(accepted) == coding


def test_head_has_the_headers_of_get(client, lab):
    head, get = (shared_headers(request(LAB)) for request in (client.head, client.get))
    for headers in (head, get):
        headers.pop("Last-Modified", None)  # left out until the second of the change has passed

    assert head == get


def test_streamed_file_is_not_sent_again_either(client, lab):
    path = "/api/v1/labs/?format=csv"
    first = client.get(path)
    assert b"lab" in first.getvalue()

    assert client.get(path, headers={"if-none-match": first["ETag"]}).status_code == 304


def test_last_modified_is_the_time_of_the_revision_rounded_up(client, lab, monkeypatch):
    changed_at = datetime(2026, 11, 3, 9, 0, 0, 200_000, UTC)
    monkeypatch.setattr(conditional_requests, "midnight", lambda: changed_at - timedelta(hours=9))
    monkeypatch.setattr(conditional_requests, "STARTED_AT", changed_at - timedelta(days=1))
    Revision.objects.update(changed_at=changed_at)
    response = client.get(LAB)

    assert response["Last-Modified"] == "Tue, 03 Nov 2026 09:00:01 GMT"
    for seconds, status in ((0, 200), (1, 304), (2, 304)):
        date = http_date(changed_at.timestamp() + seconds)
        assert client.get(LAB, headers={"if-modified-since": date}).status_code == status


def test_last_modified_is_never_in_the_future(client, lab, monkeypatch):
    monkeypatch.setattr(
        conditional_requests, "STARTED_AT", datetime.now(UTC) + timedelta(minutes=1)
    )

    assert "Last-Modified" not in client.get(LAB)


def test_unknown_record_is_not_found_however_it_is_requested(client):
    headers = {"if-none-match": "*", "if-modified-since": http_date()}
    response = client.get("/api/v1/labs/nothing/", headers=headers)

    assert response.status_code == 404
    assert "ETag" not in response


def test_condition_that_fails_is_ignored(client, lab):
    assert client.get(LAB, headers={"if-match": '"another"'}).status_code == 200


def test_view_that_sets_its_own_headers_is_left_alone(client, settings, tmp_path):
    settings.DUMP_DIR = tmp_path
    response = client.get("/api/v1/dump/")

    assert response["Cache-Control"] == "no-cache"
    assert "ETag" not in response


def test_request_without_a_database_is_left_to_the_view(client, monkeypatch):
    def fail():
        raise OperationalError

    monkeypatch.setattr(revision, "current", fail)
    response = client.get("/api/v1/vocabularies/")

    assert response.status_code == 200
    assert "ETag" not in response


def test_state_that_the_web_server_has_read_is_not_read_again(
    client, lab, django_assert_num_queries
):
    state = State(7, datetime(2026, 11, 3, tzinfo=UTC))
    first = client.get(LAB, **{STATE: state})
    with django_assert_num_queries(0):
        second = client.get(LAB, headers={"if-none-match": first["ETag"]}, **{STATE: state})

    assert second.status_code == 304


@pytest.mark.parametrize("path", [*PATHS, "/en/labs/lab/", "/api/v1/labs/unknown/"])
def test_response_states_the_revision(client, lab, path):
    first = client.get(path)
    second = client.get(path, headers={"if-none-match": first.get("ETag", '"x"')})

    assert first["Revision"] == second["Revision"] == str(revision.current().number)


def test_posted_read_states_the_revision_that_the_web_server_has_read(client, lab):
    body, state = {"texts": [{"text": "lab"}]}, State(7, None)
    post = client.post("/api/v1/match/", body, "application/json", **{STATE: state})

    assert post["Revision"] == "7"
    assert "Revision" not in client.post("/api/v1/match/", body, "application/json")


def test_data_older_than_the_client_has_seen_are_not_sent(client, lab):
    number = revision.current().number
    for headers in ({"min-revision": str(number + 1)}, {"cookie": f"revision={number + 1}"}):
        client.cookies.clear()
        response = client.get(LAB, headers=headers)
        assert (response.status_code, response["Retry-After"]) == (503, "5")
        assert response.json()["code"] == "database-unavailable"
    for headers in ({"min-revision": str(number)}, {"cookie": "revision=x"}):
        assert client.get(LAB, headers=headers).status_code == 200


def test_revision_that_is_no_number_is_an_error(client, lab):
    response = client.get(LAB, headers={"min-revision": "latest"})

    assert response.status_code == 400
    assert "Min-Revision must be a number" in response.json()["detail"]
