"""Every page of every model opens, and costs the same however many rows there are."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hkinno.registry.models import FixtureLoad, GoneRecord, Record, Relation, Revision
from labs.models import Lab
from programmes.models import Target
from tests.admin.admin_client import address, said, typed
from tests.admin.importing import JSON, everything, export
from tests.factories import (
    FACTORIES,
    InstitutionFactory,
    LabFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)

OURS = {
    model._meta.label_lower: model
    for model in admin.site._registry
    if model._meta.app_label in ("registry", "labs", "programmes", "events")
}
RECORDS = {name: model for name, model in OURS.items() if getattr(model, "RESOURCE", None)}
SHEETS = RECORDS | {name: OURS[name] for name in ("registry.statement", "registry.relation")}
each_model = pytest.mark.parametrize("model", OURS.values(), ids=OURS)
each_record = pytest.mark.parametrize("model", RECORDS.values(), ids=RECORDS)
each_sheet = pytest.mark.parametrize("model", SHEETS.values(), ids=SHEETS)


def make(model, count):
    """Rows of a model, with all that a row can have."""
    if model is FixtureLoad:
        return [FixtureLoad.objects.create(sha256=f"{count}{n:063}") for n in range(count)]
    if model is GoneRecord:
        return [GoneRecord.objects.create(id=f"gone-{count}-{n}") for n in range(count)]
    if model is Revision:
        return list(Revision.objects.all())  # one row, whatever happens
    if model is Record:
        return FACTORIES["labs"].create_batch(count, full=True)
    by_model = {factory._meta.model: factory for factory in FACTORIES.values()}
    by_model |= {each._meta.model: each for each in (StatementFactory, RelationFactory)}
    return by_model[model].create_batch(count, full=True)


def cost(client, method, *args):
    """How many queries a request takes, but for the marks between the rows of an import."""
    with CaptureQueriesContext(connection) as queries:
        response = getattr(client, method)(*args)
        getattr(response, "render", lambda: None)()
    assert response.status_code == 200
    return len([query for query in queries if "SAVEPOINT" not in query["sql"]])


@each_model
def test_every_model_has_a_list_and_a_page(curator, model):
    row = make(model, 1)[0]

    assert curator.get(address(model, "changelist")).status_code == 200
    assert curator.get(address(model, "change", row.pk), follow=True).status_code == 200


@each_model
def test_every_page_opens_for_who_may_only_look(reader, model):
    row = make(model, 1)[0]

    assert reader.get(address(model, "changelist")).status_code == 200
    assert reader.get(address(model, "change", row.pk), follow=True).status_code == 200
    assert reader.get("/admin/").status_code == 200


@pytest.mark.usefixtures("previews")
@each_model
def test_pages_cost_the_same_for_ten_rows_as_for_three(curator, model):
    make(model, 3)
    costs(curator, model)  # fills what Django keeps between requests
    three = costs(curator, model)
    make(model, 7)

    assert costs(curator, model) == three


def costs(client, model):
    """What each page of a model costs, by its name."""
    found = {"list": cost(client, "get", address(model, "changelist"))}
    if model not in SHEETS.values():
        return found
    for page in ("add", "import", "export"):
        found[page] = cost(client, "get", address(model, page))
    for field in relations(model):
        found[field] = cost(client, "get", reverse("admin:autocomplete"), asking(model, field))
    form = everything(client, model, JSON)
    found["sheet"] = cost(client, "post", address(model, "export"), form)
    rows = export(client, model, JSON)
    data = {"import_file": SimpleUploadedFile("rows.json", rows), "format": "2", "resource": "0"}
    found["preview"] = cost(client, "post", address(model, "import"), data)
    return found


def relations(model):
    fields = model._meta.concrete_fields
    return [field.name for field in fields if field.many_to_one and not field.one_to_one]


def asking(model, field):
    """The query of an autocomplete."""
    names = model._meta.label_lower.split(".")
    return dict(zip(("app_label", "model_name"), names, strict=True)) | {
        "field_name": field,
        "term": "名",
    }


@each_record
def test_page_costs_the_same_with_ten_statements_and_relations_as_with_three(curator, model):
    record = make(model, 1)[0]
    source = SourceFactory()
    ways = [way for way in (record.relations_out.first(), record.relations_in.first()) if way]

    def add(count):
        StatementFactory.create_batch(count, subject=record, source=source)
        for way in ways:
            for number in range(count):
                way.pk, way.title_zh = "", f"{count} {number}"
                way.save(force_insert=True)

    open_and_save(curator, record)  # fills what Django keeps between requests
    add(2)
    three = open_and_save(curator, record)
    add(7)

    assert open_and_save(curator, record) == three


def open_and_save(client, record):
    """What it costs to open the page of a record, and to save it untouched."""
    url = address(type(record), "change", record.pk)
    with CaptureQueriesContext(connection) as opening:
        page = client.get(url)
    form = typed(page, type(record)) | {"_continue": "1"}
    with CaptureQueriesContext(connection) as saving:
        assert client.post(url, form).status_code == 302
    return len(opening), len(saving)


@each_sheet
def test_deleting_costs_the_same_with_ten_statements_as_with_three(curator, model):
    row = make(model, 1)[0]
    url = address(model, "delete", row.pk)
    cost(curator, "get", url)
    three = cost(curator, "get", url)
    if isinstance(row, Record):
        StatementFactory.create_batch(7, subject=row)

    assert cost(curator, "get", url) == three


def test_record_leads_to_the_page_of_its_own_kind(curator, db):
    LabFactory(id="lab")

    response = curator.get(address(Record, "change", "lab"))

    assert response.url == address(Lab, "change", "lab")


def test_record_that_is_not_there_says_so(curator, db):
    response = curator.get(address(Record, "change", "nobody"), follow=True)

    assert said(response) == ["record with ID “nobody” doesn’t exist. Perhaps it was deleted?"]


def test_record_is_not_for_who_may_look_at_nothing(client, db):
    client.force_login(User.objects.create_user("nobody", is_staff=True))
    LabFactory(id="lab")

    assert client.get(address(Record, "change", "lab")).status_code == 403


def found(client, model, field, term=""):
    query = asking(model, field) | {"term": term}
    results = client.get(reverse("admin:autocomplete"), query).json()["results"]
    return [each["id"] for each in results]


def test_whole_of_a_record_is_chosen_among_those_of_its_kind(curator, db):
    LabFactory(id="lab")
    InstitutionFactory(id="hku")

    assert found(curator, Lab, "part_of") == ["lab"]
    assert found(curator, Lab, "merged_into") == ["lab"]
    assert found(curator, Lab, "host") == ["hku"]
    assert found(curator, Target, "subject") == ["hku", "lab"]


def test_select_of_a_page_asks_for_the_model_of_the_page(curator, db):
    page = curator.get(address(Lab, "add")).content.decode()

    assert 'data-app-label="labs" data-model-name="lab" data-field-name="part_of"' in page


@pytest.mark.parametrize("term", ["liver", "肝病", "HKLL", "liver hkll", "liv"])
def test_record_is_found_by_id_name_and_alias(curator, db, term):
    LabFactory(id="another")
    alias = {"value": "HKLL", "lang": "en", "type": "short", "since": None, "until": None}
    LabFactory(id="skl-liver", name_zh="肝病研究", aliases=[alias])

    page = curator.get(address(Lab, "changelist"), {"q": term})

    assert [lab.id for lab in page.context["cl"].result_list] == ["skl-liver"]
    assert found(curator, Relation, "subject", term) == ["skl-liver"]


def test_index_names_the_groups_in_words(curator, db):
    page = curator.get("/admin/")

    assert [app["name"] for app in page.context["app_list"]] == [
        "Authentication and Authorization",
        "Events",
        "Laboratories, institutions, people",
        "Programmes, awards, figures",
        "Registry: places, sources, evidence",
    ]
    assert page.context["site_header"] == "hkinno"
