"""The API root, vocabularies, health checks, OpenAPI document and HTML pages."""

import json
from datetime import datetime, timedelta

import pytest
import yaml
from django.db import connection
from django.test import Client
from django.utils.timezone import now

from hkinno.fixtures.models import FixtureLoad
from hkinno.registry.models import record_models
from tests.factories import LabFactory


@pytest.mark.django_db
def test_root_links_to_every_resource(client):
    root = client.get("/api/v1/").json()

    assert [resource["resource"] for resource in root["resources"]] == list(record_models())
    assert root["resources"][1] == {
        "resource": "labs",
        "label": {"zh-Hant": "實驗室及研究中心", "en": "Laboratories and research centres"},
        "url": "http://testserver/api/v1/labs/",
    }
    assert root["licences"] == {"data": "CC0-1.0", "code": "Apache-2.0"}
    assert root["links"]["openapi"] == "http://testserver/api/schema/"


@pytest.mark.django_db
def test_links_of_the_root_respond(client):
    root = client.get("/api/v1/").json()
    match = root["links"].pop("match")
    search_urls = [root["links"].pop(name) for name in ("search", "suggest")]

    for address in [row["url"] for row in root["resources"]] + list(root["links"].values()):
        assert client.get(address).status_code == 200
    assert [client.get(address, {"q": "港"}).status_code for address in search_urls] == [200, 200]
    assert client.get(match).json()["code"] == "method-not-allowed"  # texts are posted to it


@pytest.mark.django_db
def test_all_vocabularies_are_listed(client):
    page = client.get("/api/v1/vocabularies/").json()

    names = [vocabulary["name"] for vocabulary in page["results"]]
    assert page["count"] == len(names) == len(set(names))
    assert {"resources", "topics", "stages", "roles", "properties", "units"} <= set(names)
    assert {f"{kind}-kinds" for kind in ("lab", "institution", "event", "source")} <= set(names)


@pytest.mark.django_db
def test_item_of_the_list_of_vocabularies_is_the_detail_at_its_url(client):
    for vocabulary in client.get("/api/v1/vocabularies/").json()["results"]:
        assert client.get(vocabulary["url"]).json() == vocabulary
        name = vocabulary["name"]
        assert vocabulary["url"] == f"http://testserver/api/v1/vocabularies/{name}/"


@pytest.mark.django_db
def test_term_has_a_label_in_both_languages(client):
    stages = client.get("/api/v1/vocabularies/stages/").json()

    assert stages["label"] == {"zh-Hant": "階段", "en": "Stages"}
    assert stages["terms"][0] == {
        "value": "proposed",
        "label": {"zh-Hant": "建議中", "en": "Proposed"},
        "type": None,
        "subjects": None,
        "objects": None,
        "form": None,
    }


@pytest.mark.django_db
def test_role_lists_its_subjects_and_objects(client):
    roles = client.get("/api/v1/vocabularies/roles/").json()["terms"]

    post = next(term for term in roles if term["value"] == "post")
    assert post["subjects"] == ["people"]
    assert post["objects"] == ["facilities", "institutions", "labs", "programmes"]


@pytest.mark.django_db
def test_property_has_a_type_subjects_and_objects(client):
    properties = client.get("/api/v1/vocabularies/properties/").json()["terms"]

    host = next(term for term in properties if term["value"] == "host")
    assert (host["type"], host["subjects"], host["objects"]) == (
        "reference",
        ["labs"],
        ["institutions"],
    )


@pytest.mark.django_db
def test_identifier_scheme_has_a_pattern(client):
    schemes = client.get("/api/v1/vocabularies/identifier-schemes/").json()["terms"]

    assert schemes[0]["form"] == "0[a-z0-9]{6}[0-9]{2}"


@pytest.mark.django_db
def test_unknown_vocabulary_is_not_found(client):
    assert client.get("/api/v1/vocabularies/nonsense/").status_code == 404


def test_healthz_does_not_need_the_database(client):
    """pytest-django blocks the database in this test."""
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_readyz_waits_for_data(client):
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["code"] == "not-ready"
    assert response.json()["errors"][0]["code"] == "no-data"
    assert response["Retry-After"] == "5"


@pytest.mark.django_db
def test_readyz_is_ready_with_a_published_record(client):
    LabFactory()

    assert client.get("/readyz").json() == {"status": "ready"}


@pytest.mark.django_db
def test_readyz_is_ready_with_loaded_fixtures(client):
    FixtureLoad.objects.create(sha256="0" * 64)

    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_readyz_waits_for_migrations(client):
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'events'")

    errors = client.get("/readyz").json()["errors"]

    assert [error["code"] for error in errors] == ["unapplied-migrations"]


@pytest.mark.django_db(transaction=True)
def test_readyz_reports_an_unavailable_database(client):
    connection.ensure_connection()
    connection.connection.close()

    response = client.get("/readyz")
    connection.close()

    assert response.status_code == 503
    assert response.json()["errors"][0]["code"] == "database-unavailable"


def test_openapi_document_is_available_as_yaml_and_json(client):
    as_yaml = client.get("/api/schema/")
    as_json = client.get("/api/schema/", headers={"accept": "application/json"})

    assert as_yaml["Content-Type"] == "application/yaml"
    assert as_json["Content-Type"] == "application/json"
    assert yaml.load(as_yaml.content, yaml.CSafeLoader) == json.loads(as_json.content)
    assert as_json.json()["openapi"] == "3.1.0"


def test_openapi_document_is_the_committed_file(client, settings):
    committed = (settings.BASE_DIR / "docs" / "openapi.yaml").read_bytes()

    assert client.get("/api/schema/?format=yaml").content == committed


def test_openapi_document_is_not_modified_if_its_etag_matches(client):
    first = client.get("/api/schema/")

    again = client.get("/api/schema/", headers={"if-none-match": first["ETag"]})
    as_json = client.get("/api/schema/?format=json", headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert as_json.status_code == 200


@pytest.mark.parametrize("address", ["/api/docs/", "/api/redoc/", "/problems/gone/"])
def test_html_page_loads_nothing_from_other_hosts(address):
    response = Client().get(address)

    policy = response["Content-Security-Policy"]
    page = response.content.decode()
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert "https://" not in page.replace("https://www.w3.org", "")
    assert "<script>" not in page


@pytest.mark.parametrize(
    ("contact", "line"),
    [
        ("security@example.org", "Contact: mailto:security@example.org"),
        ("https://example.org/report", "Contact: https://example.org/report"),
    ],
)
def test_security_txt_names_the_contact(client, settings, contact, line):
    settings.CONTACT = contact

    response = client.get("/.well-known/security.txt")

    fields = dict(text.split(": ", 1) for text in response.content.decode().splitlines())
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert line in response.content.decode().splitlines()
    assert timedelta(179) < datetime.fromisoformat(fields["Expires"]) - now() < timedelta(181)
    assert fields["Canonical"] == "http://testserver/.well-known/security.txt"


def test_security_txt_is_not_found_without_a_contact(client, settings):
    settings.CONTACT = ""

    assert client.get("/.well-known/security.txt").status_code == 404
