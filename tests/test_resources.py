"""Tests for every resource."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hkinno.registry.models import Record, record_models
from hkinno.registry.rest.expand import get_viewset
from hkinno.registry.rest.serializers import RecordSerializer
from hkinno.registry.vocabularies.roles import Role
from tests.factories import FACTORIES, LabFactory
from tests.list_endpoints import LISTS, for_each_list, for_each_resource, ids

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stored_documents")]

FIRST_KEYS = [
    "id",
    "resource",
    "url",
    "name",
    "name_zh_basis",
    "name_en_basis",
    "aliases",
    "summary",
    "topics",
]
FIRST_KEYS += ["focus", "stage", "stage_as_of", "stage_source", "is_overdue", "last_reviewed"]
FIRST_KEYS += ["part_of", "place"]
LAST_KEYS = ["relations", "website", "external_ids", "sources", "statement_count", "last_confirmed"]
LAST_KEYS += ["merged_into", "created_at", "updated_at"]


OWN = {
    "institutions": ["kind", "established", "closed"],
    "labs": ["kind", "host", "established", "closed", "budget"],
    "facilities": ["kind", "operator", "opened", "closed", "budget"],
    "people": [],
    "programmes": ["kind", "administrator", "budget", "launched", "closed"],
    "awards": ["programme", "funder", "amount", "also", "period", "number_of_projects"],
    "targets": ["subject", "programme", "quantity", "due", "statement"],
    "indicators": ["kind", "unit", "definition"],
    "observations": ["indicator", "subject", "context", "of", "period", "quantity"],
    "events": ["kind", "starts", "ends", "edition"],
    "places": ["kind", "coordinates"],
    "sources": [
        *("kind", "publisher", "byline", "published", "published_basis", "published_reasoning"),
        *("page", "original_url", "accessed", "file", "sha256", "supports"),
    ],
}


def own_keys(resource):
    """The keys that a kind adds to those of every record; of a kind added by a test app, those
    that its serializer declares.
    """
    if resource in OWN:
        return OWN[resource]
    serializer_class = get_viewset(record_models()[resource]).serializer_class
    others = {*RecordSerializer._declared_fields, *serializer_class.expand_only_fields}
    return [name for name in serializer_class._declared_fields if name not in others]


def test_every_resource_has_a_factory():
    assert set(OWN) <= set(FACTORIES) == set(record_models())


@for_each_list
def test_number_of_queries_of_a_list_does_not_depend_on_the_number_of_rows(client, name):
    query_counts = []
    for count, is_full in ((1, True), (2, True), (97, False)):
        LISTS[name].create_batch(count, full=is_full)
        for _attempt in ("documents are made", "documents are stored"):
            with CaptureQueriesContext(connection) as queries:
                response = client.get(f"/api/v1/{name}/", {"page_size": "100"})
            query_counts.append(len(queries))

    assert len(response.json()["results"]) == 100
    # The rows with their number and documents; the serializers read a record in four queries.
    assert query_counts == [7 if name in FACTORIES else 4, 1] * 3


def test_number_of_queries_of_100_full_labs(client, django_assert_num_queries):
    LabFactory.create_batch(100, full=True)

    for number in (7, 1):  # documents are made, then read
        with django_assert_num_queries(number):
            client.get("/api/v1/labs/", {"page_size": "100"})


@for_each_resource
def test_record_has_all_keys_in_order_even_if_empty(client, resource):
    FACTORIES[resource](id="full", full=True)
    FACTORIES[resource](id="plain")

    for key in ("full", "plain"):
        record = client.get(f"/api/v1/{resource}/{key}/").json()

        assert list(record) == [*FIRST_KEYS, *own_keys(resource), *LAST_KEYS]


@for_each_resource
def test_full_record_has_a_value_for_every_key(client, resource):
    FACTORIES[resource](id="full", full=True)

    record = client.get(f"/api/v1/{resource}/full/").json()

    empty_keys = {"merged_into"}
    if not record_models()[resource].HAS_NAMES:
        empty_keys |= {"name_en_basis"}
    if not any(resource in role.subjects | role.objects for role in Role):
        empty_keys |= {"relations"}
    assert {key for key, value in record.items() if value in (None, [], {})} == empty_keys


@for_each_list
def test_item_of_a_list_is_the_detail_at_its_url(client, name):
    LISTS[name](full=True)

    for item in client.get(f"/api/v1/{name}/").json()["results"]:
        assert client.get(item["url"]).json() == item


@for_each_resource
def test_draft_is_hidden_in_lists_and_at_its_url(client, resource):
    FACTORIES[resource](id="a-draft", full=True, status="draft")
    FACTORIES[resource](id="published")

    response = client.get(f"/api/v1/{resource}/", {"id__in": "a-draft,published"})

    assert ids(response) == ["published"]
    assert response.json()["count"] == 1
    assert client.get(f"/api/v1/{resource}/a-draft/").status_code == 404


@for_each_resource
def test_draft_is_hidden_in_records_that_refer_to_it(client, resource):
    FACTORIES[resource](id="full", full=True)
    Record.objects.exclude(id="full").update(
        status="draft", name_zh="秘密", name_en="Secret", name_en_basis="official"
    )

    record = client.get(f"/api/v1/{resource}/full/").json()

    assert "Secret" not in str(record)
    assert record["part_of"] is None
    assert record["place"] is None
    assert record["relations"] == []
    assert record["sources"] == []
    assert record["statement_count"] == 0
    assert record["last_confirmed"] is None


@for_each_resource
def test_deleted_record_is_gone_and_unknown_record_is_not_found(client, resource):
    FACTORIES[resource](id="deleted").delete()

    assert client.get(f"/api/v1/{resource}/deleted/").status_code == 410
    assert client.get(f"/api/v1/{resource}/never/").status_code == 404


@for_each_resource
def test_duplicate_redirects_to_the_record_it_was_merged_into(client, resource):
    original = FACTORIES[resource](id="stays")
    FACTORIES[resource](id="duplicate", merged_into=original)

    response = client.get(f"/api/v1/{resource}/duplicate/?format=json")

    assert response.status_code == 308
    assert response["Location"] == f"/api/v1/{resource}/stays/?format=json"


@for_each_resource
def test_duplicate_is_listed_only_if_filtered_by_merged_into(client, resource):
    original = FACTORIES[resource](id="stays")
    FACTORIES[resource](id="duplicate", merged_into=original)
    address = f"/api/v1/{resource}/"

    assert ids(client.get(address, {"id__in": "stays,duplicate"})) == ["stays"]
    assert ids(client.get(address, {"merged_into": "stays"})) == ["duplicate"]
    assert ids(client.get(address, {"merged_into__isnull": "false"})) == ["duplicate"]
