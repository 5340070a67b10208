"""Merging a duplicate into another record in the admin."""

from labs.models import Institution
from tests.admin.admin_client import admin_url, form_errors, submit
from tests.factories import InstitutionFactory, LabFactory, RelationFactory, StatementFactory


def test_curator_merges_a_record_that_has_statements_and_relations(curator, db):
    hku = InstitutionFactory(id="hku")
    RelationFactory(object=InstitutionFactory(id="duplicate"))
    StatementFactory(subject_id="duplicate")
    LabFactory(id="lab", host_id="duplicate")
    url = admin_url(Institution, "change", "duplicate")

    submit(curator, url, Institution, merged_into="hku")

    assert Institution.objects.get(pk="duplicate").merged_into_id == "hku"
    assert (hku.statements.count(), hku.labs.count(), hku.relations_in.count()) == (1, 1, 1)


def test_curator_cannot_merge_a_published_record_into_a_draft(curator, db):
    InstitutionFactory(id="draft", status="draft")
    StatementFactory(subject=InstitutionFactory(id="duplicate"))
    url = admin_url(Institution, "change", "duplicate")

    response = submit(curator, url, Institution, merged_into="draft")

    assert form_errors(response) == {"merged_into": ["draft is not published."]}
