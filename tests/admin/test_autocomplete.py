"""What autocomplete fields offer, and what the search of lists matches."""

import pytest
from django.urls import reverse

from hkinno.registry.models import Relation
from labs.models import Lab
from programmes.models import Target
from tests.admin.admin_client import admin_url, autocomplete_query
from tests.factories import (
    InstitutionFactory,
    LabFactory,
    alias,
)


def autocomplete_ids(client, model, field, term=""):
    query = autocomplete_query(model, field) | {"term": term}
    results = client.get(reverse("admin:autocomplete"), query).json()["results"]
    return [result["id"] for result in results]


def test_autocomplete_of_part_of_offers_records_of_the_same_kind(curator, db):
    LabFactory(id="lab")
    InstitutionFactory(id="hku")

    assert autocomplete_ids(curator, Lab, "part_of") == ["lab"]
    assert autocomplete_ids(curator, Lab, "merged_into") == ["lab"]
    assert autocomplete_ids(curator, Lab, "host") == ["hku"]
    assert autocomplete_ids(curator, Target, "subject") == ["hku", "lab"]


def test_autocomplete_sends_the_model_of_the_page(curator, db):
    page = curator.get(admin_url(Lab, "add")).content.decode()

    assert 'data-app-label="labs" data-model-name="lab" data-field-name="part_of"' in page


@pytest.mark.parametrize("term", ["liver", "肝病", "HKLL", "liver hkll", "liv"])
def test_search_matches_id_name_and_alias(curator, db, term):
    LabFactory(id="another")
    LabFactory(id="skl-liver", name_zh="肝病研究", aliases=[alias("HKLL")])

    page = curator.get(admin_url(Lab, "changelist"), {"q": term})

    assert [lab.id for lab in page.context["cl"].result_list] == ["skl-liver"]
    assert autocomplete_ids(curator, Relation, "subject", term) == ["skl-liver"]
