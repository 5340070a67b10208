"""Every page of every model opens, with a constant number of queries."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hkinno.fixtures.models import FixtureLoad, MergeConflict
from hkinno.registry.models import Change, GoneRecord, Record
from labs.models import Lab
from tests.admin.admin_client import admin_url, autocomplete_query, form_values, messages
from tests.admin.imports.import_client import JSON, filled_export_form
from tests.factories import (
    FACTORIES,
    LabFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)

pytestmark = pytest.mark.slow

MODELS = {
    model._meta.label_lower: model
    for model in admin.site._registry
    if model._meta.app_label in ("registry", "fixtures", "labs", "programmes", "events")
}
RECORD_MODELS = {name: model for name, model in MODELS.items() if getattr(model, "RESOURCE", None)}
IMPORTABLE = RECORD_MODELS | {
    name: MODELS[name] for name in ("registry.statement", "registry.relation")
}
for_each_model = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
for_each_record_model = pytest.mark.parametrize("model", RECORD_MODELS.values(), ids=RECORD_MODELS)
for_each_importable_model = pytest.mark.parametrize("model", IMPORTABLE.values(), ids=IMPORTABLE)


@pytest.fixture
def content_types(db):
    """Fill Django's cache of content types, so that no counted request has to."""
    ContentType.objects.get_for_models(*apps.get_models())


def create_rows(model, count):
    """Create rows with every column and relation."""
    if model is FixtureLoad:
        return [FixtureLoad.objects.create(sha256=f"{count}{n:063}") for n in range(count)]
    if model is MergeConflict:
        labs = FACTORIES["labs"].create_batch(count)
        values = {"model": "labs.lab", "reason": "changed", "field": "established"}
        return [MergeConflict.objects.create(key=lab.pk, **values) for lab in labs]
    if model is GoneRecord:
        return [GoneRecord.objects.create(id=f"gone-{count}-{n}") for n in range(count)]
    if model is Change:
        FACTORIES["labs"].create_batch(count)
        return list(Change.objects.all()[:count])
    if model is Record:
        return FACTORIES["labs"].create_batch(count, full=True)
    by_model = {factory._meta.model: factory for factory in FACTORIES.values()}
    by_model |= {factory._meta.model: factory for factory in (StatementFactory, RelationFactory)}
    return by_model[model].create_batch(count, full=True)


def count_queries(client, method, *args):
    """The number of queries of a request, without savepoints, and the response."""
    with CaptureQueriesContext(connection) as queries:
        response = getattr(client, method)(*args)
        getattr(response, "render", lambda: None)()
    assert response.status_code == 200
    return len([query for query in queries if "SAVEPOINT" not in query["sql"]]), response


@for_each_model
def test_every_model_has_a_list_and_a_change_page(curator, model):
    row = create_rows(model, 1)[0]

    assert curator.get(admin_url(model, "changelist")).status_code == 200
    assert curator.get(admin_url(model, "change", row.pk), follow=True).status_code == 200


@for_each_model
def test_every_page_opens_with_view_permission(reader, model):
    row = create_rows(model, 1)[0]

    assert reader.get(admin_url(model, "changelist")).status_code == 200
    assert reader.get(admin_url(model, "change", row.pk), follow=True).status_code == 200
    assert reader.get("/admin/").status_code == 200


@pytest.mark.usefixtures("previews", "content_types")
@for_each_model
def test_ten_rows_take_as_many_queries_as_three(curator, model):
    create_rows(model, 3)
    expected = count_page_queries(curator, model)
    create_rows(model, 7)

    assert count_page_queries(curator, model) == expected


def count_page_queries(client, model):
    """`{page: number of queries}`."""
    queries = {}

    def request(page, method, *args):
        queries[page], response = count_queries(client, method, *args)
        return response

    request("list", "get", admin_url(model, "changelist"))
    if model not in IMPORTABLE.values():
        return queries
    for page in ("add", "import"):
        request(page, "get", admin_url(model, page))
    for field in foreign_keys(model):
        request(field, "get", reverse("admin:autocomplete"), autocomplete_query(model, field))
    form = filled_export_form(request("export", "get", admin_url(model, "export")), JSON)
    rows = request("sheet", "post", admin_url(model, "export"), form).content
    data = {"import_file": SimpleUploadedFile("rows.json", rows), "format": "2", "resource": "0"}
    request("preview", "post", admin_url(model, "import"), data)
    return queries


def foreign_keys(model):
    fields = model._meta.concrete_fields
    return [field.name for field in fields if field.many_to_one and not field.one_to_one]


@pytest.mark.untraced
@pytest.mark.usefixtures("content_types")
@for_each_record_model
def test_ten_statements_and_relations_take_as_many_queries_as_three(curator, model):
    record = create_rows(model, 1)[0]
    source = SourceFactory()
    relations = [record.relations_out.first(), record.relations_in.first()]

    def add(count):
        StatementFactory.create_batch(count, subject=record, source=source)
        for relation in filter(None, relations):
            for number in range(count):
                relation.pk, relation.title_zh = "", f"{count} {number}"
                relation.save(force_insert=True)

    add(2)
    expected = open_and_save(curator, record)
    add(7)

    assert open_and_save(curator, record) == expected


def open_and_save(client, record):
    """The number of queries to open the page of a record, and to save it unchanged."""
    url = admin_url(type(record), "change", record.pk)
    with CaptureQueriesContext(connection) as opening:
        page = client.get(url)
    form = form_values(page, type(record)) | {"_continue": "1"}
    with CaptureQueriesContext(connection) as saving:
        assert client.post(url, form).status_code == 302
    return len(opening), len(saving)


@pytest.mark.untraced
@pytest.mark.usefixtures("content_types")
@for_each_importable_model
def test_deletion_of_ten_statements_takes_as_many_queries_as_of_three(curator, model):
    row = create_rows(model, 1)[0]
    url = admin_url(model, "delete", row.pk)
    expected, _page = count_queries(curator, "get", url)
    if isinstance(row, Record):
        StatementFactory.create_batch(7, subject=row)

    assert count_queries(curator, "get", url)[0] == expected


def test_record_redirects_to_the_page_of_its_kind(curator, db):
    LabFactory(id="lab")

    response = curator.get(admin_url(Record, "change", "lab"))

    assert response.url == admin_url(Lab, "change", "lab")


def test_unknown_record_redirects_with_a_message(curator, db):
    response = curator.get(admin_url(Record, "change", "nobody"), follow=True)

    assert messages(response) == ["record with ID “nobody” doesn’t exist. Perhaps it was deleted?"]


def test_record_needs_view_permission(client, db):
    client.force_login(User.objects.create_user("nobody", is_staff=True))
    LabFactory(id="lab")

    assert client.get(admin_url(Record, "change", "lab")).status_code == 403


def test_index_lists_the_apps_by_verbose_name(curator, db):
    page = curator.get("/admin/")

    assert [app["name"] for app in page.context["app_list"]] == [
        "Authentication and Authorization",
        "Events",
        "Fixtures and their conflicts",
        "Laboratories, institutions, people",
        "Programmes, awards, figures",
        "Registry: places, sources, evidence",
    ]
    assert page.context["site_header"] == "hkinno"
