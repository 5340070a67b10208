"""What holds of every kind of record holds of patents, too.

`test_patents.py` runs this in a process of its own, whose settings install the app.
"""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection

from hkinno.dumps.tables import tables
from labs.models import Institution
from tests import test_resources
from tests.admin.admin_client import admin_url
from tests.patents.factories import PatentFactory
from tests.patents.models import Patent
from tests.test_resources import *  # noqa: F403 (once more, with patents among the resources)

ADDRESS = "/api/v1/patents/example-patent/"
pytestmark = test_resources.pytestmark


@pytest.fixture
def from_seeds(settings, tmp_path):
    """The records of `seeds/`, derived and loaded as `make fixtures` and `make run` do."""
    seeds = settings.BASE_DIR / "tests" / "patents" / "seeds"
    call_command("derive_fixtures", seeds=seeds, fixtures=tmp_path, verbosity=0)
    files = [path for path in sorted(tmp_path.glob("*.json")) if path.read_text() != "[]\n"]
    call_command("loaddata", *files, verbosity=0)


@pytest.mark.usefixtures("from_seeds")
def test_seeds_state_the_columns_of_a_patent(client):
    record = client.get(ADDRESS).json()

    assert record["holder"]["id"] == "example-university"
    assert [record[name] for name in ("filed", "granted", "number")] == [
        "2015-03",
        "2018",
        "HK30000000",
    ]
    assert record["statement_count"] == 4


@pytest.mark.usefixtures("from_seeds")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"holder": "example-university"}, ["example-patent"]),
        ({"filed__lt": "2015"}, []),
        ({"granted": "2018"}, ["example-patent"]),
        ({"number__startswith": "HK3"}, ["example-patent"]),
        ({"q": "发光"}, ["example-patent"]),
    ],
)
def test_patents_are_filtered_and_searched(client, query, expected):
    assert test_resources.ids(client.get("/api/v1/patents/", query)) == expected


@pytest.mark.usefixtures("from_seeds")
def test_search_over_all_kinds_shows_a_patent_in_full(client):
    response = client.get("/api/v1/search/", {"q": "luminous", "expand": "holder"})

    (patent,) = response.json()["results"]
    assert (patent["id"], patent["holder"]["kind"]) == ("example-patent", "university")


@pytest.mark.usefixtures("from_seeds")
def test_name_of_a_patent_is_completed_with_its_holder_as_hint(client):
    (completion,) = client.get("/api/v1/suggest/", {"q": "示例發"}).json()["results"]

    assert completion["record"]["id"] == "example-patent"
    assert completion["hint"] == {"zh-Hant": "專利，示例大學", "en": "Patents, Example University"}


@pytest.mark.usefixtures("from_seeds")
def test_text_is_matched_with_a_patent(client):
    body = {"texts": [{"text": "Example luminous material"}, {"text": "示例發光材料"}]}

    response = client.post("/api/v1/match/", body, "application/json")

    assert [item["chosen"] for item in response.json()["results"]] == ["example-patent"] * 2


@pytest.mark.usefixtures("from_seeds")
def test_table_of_patents_is_extended_with_their_number(client):
    extend = '{"ids": ["example-patent"], "properties": [{"id": "number"}]}'

    response = client.get("/api/v1/reconcile/", {"extend": extend})

    assert response.json()["rows"] == {"example-patent": {"number": [{"str": "HK30000000"}]}}


@pytest.mark.usefixtures("from_seeds")
def test_patent_is_linked_data_in_terms_of_schema_org(client):
    patent = client.get(ADDRESS, {"format": "jsonld"}).json()["mainEntity"]

    assert patent["@type"] == "CreativeWork"
    assert patent["dateCreated"] == "2015-03"
    assert patent["datePublished"] == "2018"
    assert patent["copyrightHolder"][0]["@type"] == "Organization"


@pytest.mark.usefixtures("from_seeds")
def test_patents_are_a_table_of_the_dump():
    table = next(table for table in tables() if table.name == "patents")

    (row,) = table.read()

    assert row["holder"] == "example-university"
    assert {"fields": ["holder"], "reference": {"resource": "institutions", "fields": ["id"]}} in (
        table.schema()["foreignKeys"]
    )


def test_patents_are_named_by_the_api_and_its_vocabularies(client):
    resources = client.get("/api/v1/").json()["resources"]
    terms = client.get("/api/v1/vocabularies/properties/").json()["terms"]

    assert [item["label"] for item in resources if item["resource"] == "patents"] == [
        {"zh-Hant": "專利", "en": "Patents"}
    ]
    assert [term["objects"] for term in terms if term["value"] == "holder"] == [["institutions"]]


@pytest.mark.usefixtures("from_seeds")
def test_curator_sees_lists_changes_and_exports_patents(admin_client):
    pages = [
        admin_client.get(admin_url(Patent, "changelist")),
        admin_client.get(admin_url(Patent, "add")),
        admin_client.get(admin_url(Patent, "change", "example-patent")),
        admin_client.post(admin_url(Patent, "export"), {"format": "0"}),
    ]

    assert [page.status_code for page in pages] == [200, 200, 200, 200]
    assert "HK30000000" in pages[2].content.decode()


def refused_by(act):
    """The name of the rule by which the database refuses an act."""

    def act_and_check():
        act()
        connection.check_constraints()

    with pytest.raises(IntegrityError) as caught:
        act_and_check()
    return caught.value.__cause__.diag.constraint_name


def test_database_refuses_patents_that_break_its_rules():
    PatentFactory(id="patent")
    patents = Patent.objects.filter(pk="patent")

    assert refused_by(lambda: patents.update(filed="2020", granted="2018")) == (
        "patent_is_granted_after_filing"
    )


def test_database_refuses_a_patent_without_names():
    assert refused_by(lambda: PatentFactory(name_zh="")) == "record_has_both_names"


def test_database_refuses_a_patent_under_the_id_of_an_institution():
    university = Institution.objects.create(
        id="uni", kind="university", name_zh="甲", name_en="A", name_en_basis="official"
    )

    with connection.cursor() as cursor:
        assert (
            refused_by(
                lambda: cursor.execute(
                    "insert into patents_patent (record_ptr_id, number) values (%s, '')",
                    [university.pk],
                )
            )
            == "patents_patent_is_of_its_resource"
        )
