"""What holds of every resource, present and future."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hkinno.registry.models import Record, record_models
from hkinno.registry.rest.expand import get_viewset
from hkinno.registry.rest.serializers import RecordSerializer
from hkinno.registry.vocabularies.roles import Role
from tests.factories import FACTORIES, LabFactory
from tests.list_endpoints import LISTS, for_each_list, for_each_resource, ids

pytestmark = pytest.mark.django_db

BEFORE = ["id", "resource", "url", "name", "name_en_basis", "aliases", "summary", "topics"]
BEFORE += ["focus", "stage", "part_of", "place"]
AFTER = ["relations", "website", "external_ids", "sources", "statement_count", "last_confirmed"]
AFTER += ["merged_into", "created_at", "updated_at"]


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
def test_a_list_costs_the_same_for_one_row_for_three_and_for_a_hundred(client, name):
    costs = []
    for more, is_full in ((1, True), (2, True), (97, False)):
        LISTS[name].create_batch(more, full=is_full)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(f"/api/v1/{name}/", {"page_size": "100"})
        costs.append(len(queries))

    assert len(response.json()["results"]) == 100
    assert costs == [costs[0]] * 3
    assert costs[0] == (5 if name in FACTORIES else 2)


def test_a_hundred_full_labs_cost_as_much_as_one(client, django_assert_num_queries):
    LabFactory.create_batch(100, full=True)

    with django_assert_num_queries(5):
        client.get("/api/v1/labs/", {"page_size": "100"})


@for_each_resource
def test_a_record_has_every_key_in_its_place_whether_full_or_not(client, resource):
    FACTORIES[resource](id="full", full=True)
    FACTORIES[resource](id="plain")

    for key in ("full", "plain"):
        record = client.get(f"/api/v1/{resource}/{key}/").json()

        assert list(record) == [*BEFORE, *own_keys(resource), *AFTER]


@for_each_resource
def test_a_full_record_has_a_value_under_every_key(client, resource):
    FACTORIES[resource](id="full", full=True)

    record = client.get(f"/api/v1/{resource}/full/").json()

    of_nothing = {"merged_into"}
    if not record_models()[resource].HAS_NAMES:
        of_nothing |= {"name_en_basis"}
    if not any(resource in role.subjects | role.objects for role in Role):
        of_nothing |= {"relations"}
    assert {key for key, value in record.items() if value in (None, [], {})} == of_nothing


@for_each_list
def test_an_item_of_a_list_is_the_detail_at_its_url(client, name):
    LISTS[name](full=True)

    for item in client.get(f"/api/v1/{name}/").json()["results"]:
        assert client.get(item["url"]).json() == item


@for_each_resource
def test_a_draft_is_in_no_list_and_at_no_address(client, resource):
    FACTORIES[resource](id="a-draft", full=True, status="draft")
    FACTORIES[resource](id="published")

    found = client.get(f"/api/v1/{resource}/", {"id__in": "a-draft,published"})

    assert ids(found) == ["published"]
    assert found.json()["count"] == 1
    assert client.get(f"/api/v1/{resource}/a-draft/").status_code == 404


@for_each_resource
def test_a_draft_is_shown_by_no_record_that_refers_to_it(client, resource):
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
def test_a_deleted_record_is_gone_and_one_that_never_was_is_not_found(client, resource):
    FACTORIES[resource](id="deleted").delete()

    assert client.get(f"/api/v1/{resource}/deleted/").status_code == 410
    assert client.get(f"/api/v1/{resource}/never/").status_code == 404


@for_each_resource
def test_a_duplicate_leads_to_the_record_that_stays(client, resource):
    stays = FACTORIES[resource](id="stays")
    FACTORIES[resource](id="duplicate", merged_into=stays)

    response = client.get(f"/api/v1/{resource}/duplicate/?format=json")

    assert response.status_code == 308
    assert response["Location"] == f"/api/v1/{resource}/stays/?format=json"


@for_each_resource
def test_a_duplicate_is_in_a_list_only_when_asked_for(client, resource):
    stays = FACTORIES[resource](id="stays")
    FACTORIES[resource](id="duplicate", merged_into=stays)
    address = f"/api/v1/{resource}/"

    assert ids(client.get(address, {"id__in": "stays,duplicate"})) == ["stays"]
    assert ids(client.get(address, {"merged_into": "stays"})) == ["duplicate"]
    assert ids(client.get(address, {"merged_into__isnull": "false"})) == ["duplicate"]
