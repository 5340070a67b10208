"""Values of statements that are records: typed by name, and suggested while typing."""

import pytest

from hkinno.registry.admin.forms.value_parsing import resolve_reference
from hkinno.registry.models import Statement
from labs.models import Institution, Lab
from tests.admin.admin_client import admin_url, form_errors, form_values
from tests.admin.imports.import_client import import_rows
from tests.factories import (
    InstitutionFactory,
    LabFactory,
    PersonFactory,
    PlaceFactory,
    SourceFactory,
    alias,
)

HKBU = {"id": "hkbu", "name_zh": "香港浸會大學", "name_en": "Hong Kong Baptist University"}


@pytest.fixture
def hkbu(db):
    """A university, and a lab of the same name."""
    LabFactory(id="hkbu-lab", name_zh=HKBU["name_zh"], name_en="Laboratory of HKBU")
    return InstitutionFactory(**HKBU, aliases=[alias("浸大", "zh-Hant")])


def autocomplete(client, term, **parameters):
    """The ids that the autocomplete of a statement's subject offers."""
    query = {"app_label": "registry", "model_name": "statement", "field_name": "subject"}
    response = client.get("/admin/autocomplete/", query | {"term": term} | parameters)
    return [result["id"] for result in response.json()["results"]]


@pytest.mark.parametrize("name", ["香港浸會大學", "Hong Kong Baptist University", "浸大", "hkbu"])
def test_reference_may_be_typed_as_a_name(hkbu, name):
    assert resolve_reference("host", {"id": name}) == {"id": "hkbu"}


def test_name_of_several_records_is_an_error_with_their_ids(hkbu):
    InstitutionFactory(id="hkbu-shenzhen", name_zh=HKBU["name_zh"])

    with pytest.raises(ValueError, match=r"several records\. Enter an id: hkbu"):
        resolve_reference("host", {"id": HKBU["name_zh"]})


def test_unknown_name_is_an_error_with_similar_records(hkbu):
    with pytest.raises(ValueError, match=r"Did you mean hkbu \(香港浸會大學 Hong Kong Baptist Uni"):
        resolve_reference("host", {"id": "Baptist"})


def test_name_in_the_form_of_a_statement_is_saved_as_the_id(curator, hkbu):
    LabFactory(id="lab", status="draft")
    SourceFactory(id="source")
    url = admin_url(Statement, "add")
    form = form_values(curator.get(url), Statement)
    data = {"subject": "lab", "property": "host", "value": HKBU["name_zh"], "source": "source"}

    response = curator.post(url, form | data)

    assert response.status_code == 302, form_errors(response)
    assert Statement.objects.get().value == {"id": "hkbu"}


@pytest.mark.usefixtures("previews")
def test_name_in_an_imported_statement_is_saved_as_the_id(curator, hkbu):
    LabFactory(id="lab", status="draft")
    SourceFactory(id="source")
    row = {"id": "", "subject": "lab", "property": "host", "value": "浸大", "source": "source"}

    import_rows(curator, Statement, [row])

    assert Statement.objects.get().value == {"id": "hkbu"}


def test_autocomplete_of_a_value_offers_what_its_property_may_refer_to(curator, hkbu):
    assert autocomplete(curator, "浸會", property="host") == ["hkbu"]
    assert sorted(autocomplete(curator, "浸會")) == ["hkbu", "hkbu-lab"]


@pytest.mark.parametrize(
    ("field", "role", "offered"),
    [
        ("object", "host-city", ["place"]),
        ("object", "post", ["hkbu", "hkbu-lab"]),
        ("object", "alumnus", ["hkbu"]),
        ("subject", "alumnus", ["person"]),
        ("object", "unknown", ["hkbu", "hkbu-lab", "person", "place"]),
    ],
)
def test_autocomplete_of_a_relation_offers_what_its_role_connects(
    curator, hkbu, field, role, offered
):
    for id, factory in (("person", PersonFactory), ("place", PlaceFactory)):
        factory(id=id, name_zh="香港浸會")
    names = {"model_name": "relation", "field_name": field, "role": role}

    assert sorted(autocomplete(curator, "浸會", **names)) == offered


def test_autocomplete_of_a_source_offers_articles_first(curator, db):
    for id, kind in (("a", "official-page"), ("b", "editorial-note"), ("c", "article")):
        SourceFactory(id=id, kind=kind, name_zh="浸會大學")

    assert autocomplete(curator, "浸會", field_name="source") == ["c", "b", "a"]


def test_relations_of_a_record_offer_the_roles_of_its_kind(curator, hkbu):
    page = curator.get(admin_url(Institution, "change", "hkbu"))

    relations = page.context["inline_admin_formsets"][1].formset.empty_form
    roles = [value for value, _label in relations.fields["role"].choices]
    assert "partner" in roles
    assert "alumnus" not in roles


def test_form_of_a_statement_says_for_which_properties_records_are_suggested(curator, db):
    page = curator.get(admin_url(Statement, "add"))

    widget = page.context["adminform"].form.fields["value"].widget
    references = widget.attrs["data-references"].split()
    assert {"host", "partner"} <= set(references)
    assert "established" not in references
    assert "registry/statement_values.js" in page.content.decode()


def test_autocomplete_offers_neither_withdrawn_nor_merged_records(curator, hkbu):
    SourceFactory(id="kept", name_zh="浸會的來源", status="draft")
    SourceFactory(id="withdrawn", name_zh="浸會的來源", status="withdrawn")
    InstitutionFactory(id="duplicate", name_zh="浸會大學", merged_into=hkbu)

    assert autocomplete(curator, "浸會", field_name="source") == ["kept"]
    assert autocomplete(curator, "浸會", property="host") == ["hkbu"]


@pytest.mark.parametrize("term", ["浸会", "浸大", "baptist", "hkbu", "jamwui"])
def test_list_is_searched_by_host_alias_and_simplified_characters(curator, hkbu, term):
    LabFactory(id="of-hkbu", name_zh="中醫藥研究所", name_en="Chinese medicine", host=hkbu)
    LabFactory(id="other", name_zh="其他", name_en="Other")

    response = curator.get(admin_url(Lab, "changelist"), {"q": term})

    assert "of-hkbu" in [lab.pk for lab in response.context["cl"].result_list]
    assert "other" not in [lab.pk for lab in response.context["cl"].result_list]


@pytest.mark.parametrize("term", ["\u200b", "  ", "%", "x" * 300])
def test_search_for_nothing_in_particular_is_no_error(curator, hkbu, term):
    PersonFactory(id="person")

    assert curator.get(admin_url(Lab, "changelist"), {"q": term}).status_code == 200
