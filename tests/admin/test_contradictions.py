"""No published column contradicts its evidence, whichever way a curator saves it."""

import pytest

from hkinno.registry.models import Place, Record, Source, Statement
from labs.models import Lab
from tests.admin.admin_client import (
    admin_url,
    delete,
    form_errors,
    form_values,
    messages,
    run_action,
    submit,
)
from tests.admin.form_data import statement
from tests.admin.imports.import_client import import_errors, import_rows, upload
from tests.factories import (
    InstitutionFactory,
    LabFactory,
    PlaceFactory,
    SourceFactory,
    StatementFactory,
)


@pytest.fixture
def lab(db):
    """A published lab hosted by HKU, whose only statement says so."""
    for key in ("hku", "cuhk"):
        InstitutionFactory(id=key)
    lab = LabFactory(id="lab", host_id="hku")
    source = SourceFactory(id="source")
    StatementFactory(
        id="lab.host.source.1", subject=lab, property="host", value={"id": "hku"}, source=source
    )
    return lab


CONTRADICTION = (
    "host of lab: the value is cuhk, but lab.host.source.1 says hku. Enter that, or correct the"
    " statement or its rank."
)


def host():
    return Lab.objects.get(pk="lab").host_id


def test_curator_who_changes_the_host_alone_is_told_which_statement_says_otherwise(curator, lab):
    response = submit(curator, admin_url(Lab, "change", "lab"), Lab, host="cuhk")

    assert form_errors(response) == {"host": [CONTRADICTION]}
    assert form_values(response, Lab)["host"] == "cuhk"
    assert host() == "hku"


def test_curator_who_clears_the_host_is_told_which_statement_names_it(curator, lab):
    response = submit(curator, admin_url(Lab, "change", "lab"), Lab, host="")

    (error,) = form_errors(response)["host"]
    assert "the value is empty, but lab.host.source.1 says hku" in error


def test_curator_changes_the_host_together_with_a_better_statement(curator, lab):
    better = {"rank": "preferred", "rank_reason": "The host says so itself."}
    evidence = statement(1, property="host", value="cuhk", source="source", **better)

    submit(curator, admin_url(Lab, "change", "lab"), Lab, host="cuhk", **evidence)

    assert host() == "cuhk"


def test_host_that_is_left_alone_follows_a_better_statement(curator, lab):
    better = {"rank": "preferred", "rank_reason": "The host says so itself."}
    evidence = statement(1, property="host", value="cuhk", source="source", **better)

    response = submit(curator, admin_url(Lab, "change", "lab"), Lab, **evidence)

    assert "Changed to what the statements say: host of lab: cuhk." in messages(response)
    assert host() == "cuhk"


def test_empty_host_of_a_record_that_is_published_is_filled(curator, lab):
    Lab.objects.filter(pk="lab").update(status="draft", host=None)

    submit(curator, admin_url(Lab, "change", "lab"), Lab, status="published")

    assert host() == "hku"


def test_draft_may_contradict_its_evidence_until_it_is_published(curator, lab):
    Record.objects.filter(pk="lab").update(status="draft")
    url = admin_url(Lab, "change", "lab")

    submit(curator, url, Lab, host="cuhk")
    assert host() == "cuhk"
    response = submit(curator, url, Lab, status="published")

    assert form_errors(response) == {"host": [CONTRADICTION]}


def test_publishing_in_the_list_leaves_out_a_record_that_contradicts_its_evidence(curator, lab):
    Lab.objects.filter(pk="lab").update(status="draft", host="cuhk")

    response = run_action(curator, Lab, "publish", "lab")

    assert messages(response) == ["Published: 0 labs.", f"Not published: {CONTRADICTION}"]
    assert Record.objects.get(pk="lab").status == "draft"


def test_host_follows_a_statement_that_is_corrected_on_its_page(curator, lab):
    url = admin_url(Statement, "change", "lab.host.source.1")

    response = submit(curator, url, Statement, value="cuhk")

    assert "Changed to what the statements say: host of lab: cuhk." in messages(response)
    assert host() == "cuhk"


def test_host_follows_the_other_statement_when_one_is_deleted_or_loses_its_source(curator, lab):
    other = SourceFactory(id="other")
    StatementFactory(
        id="lab.host.other.1",
        subject=lab,
        property="host",
        value={"id": "cuhk"},
        source=other,
        as_of="1999",
    )
    Lab.objects.filter(pk="lab").update(host="cuhk")

    run_action(curator, Source, "withdraw", "other")
    assert host() == "hku"

    Record.objects.filter(pk="other").update(status="published")
    delete(curator, Statement, "lab.host.source.1")
    assert host() == "cuhk"


@pytest.mark.parametrize(
    ("property", "value", "columns"),
    [
        ("website", "https://a.hk/", {"website": "https://a.hk/"}),
        ("established", "2012-06", {"established": "2012-06"}),
        ("focus", {"zh-Hant": "肝", "en": "liver"}, {"focus": [{"zh-Hant": "肝", "en": "liver"}]}),
        (
            "external_ids",
            {"scheme": "ror", "id": "03zhqgq86"},
            {"external_ids": {"ror": ["02zhqgq86", "03zhqgq86"]}},
        ),
    ],
)
def test_columns_of_every_type_follow_a_new_statement(curator, lab, property, value, columns):
    Lab.objects.filter(pk="lab").update(external_ids={"ror": ["02zhqgq86"]})
    StatementFactory(id="new", subject=lab, property=property, value=value)

    submit(curator, admin_url(Statement, "change", "new"), Statement, note="Checked.")

    assert Lab.objects.values(*columns).get(pk="lab") == columns


def test_coordinates_follow_a_new_statement(curator, db):
    place = PlaceFactory(id="place", latitude=None, longitude=None)
    degrees = {"latitude": "22.30", "longitude": "114.1"}
    StatementFactory(id="new", subject=place, property="coordinates", value=degrees)

    submit(curator, admin_url(Statement, "change", "new"), Statement, note="Checked.")

    place = Place.objects.get(pk="place")
    assert (str(place.latitude), str(place.longitude)) == ("22.30000", "114.10000")


def test_import_of_a_host_that_contradicts_the_statement_is_refused(curator, lab):
    preview = upload(curator, Lab, [{"id": "lab", "host": "cuhk"}])

    assert import_errors(preview) == {1: {"host": [CONTRADICTION]}}
    assert host() == "hku"


def test_host_follows_imported_statements(curator, lab):
    row = {"id": "lab.host.source.1", "value": "cuhk"}

    import_rows(curator, Statement, [row])

    assert Statement.objects.get(pk="lab.host.source.1").value == {"id": "cuhk"}
    assert host() == "cuhk"
