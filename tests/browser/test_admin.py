"""The admin in a real browser: adding records with evidence, and importing a file."""

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from playwright.sync_api import expect

from hkinno.registry.models import Record, Statement
from labs.models import Lab
from tests.factories import (
    InstitutionFactory,
    LabFactory,
    PlaceFactory,
    SourceFactory,
    StatementFactory,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def admin_page(page, live_server):
    """A page on which a superuser is logged in."""
    client = Client()
    client.force_login(User.objects.create_superuser("curator"))
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([session | {"url": live_server.url}])
    return page


def select_autocomplete(page, field, term, name):
    """Search in an autocomplete, and select the option with this name."""
    page.click(f".select2-selection:has(#select2-{field}-container)")
    page.fill(".select2-search__field", term)
    page.get_by_role("option", name=name, exact=True).click()


def start_record(page, kind, id, name_zh, name_en, basis):
    """Open the page of a new record, and fill in its id and names."""
    page.goto(f"/admin/labs/{kind}/add/")
    page.fill("#id_id", id)
    page.fill("#id_name_zh", name_zh)
    page.fill("#id_name_en", name_en)
    page.select_option("#id_name_en_basis", basis)


def save(page):
    page.locator("[name=_save]").first.click()


def test_lab_is_added_with_host_and_statement_and_published(admin_page):
    InstitutionFactory(id="hku", name_zh="香港大學", name_en="University of Hong Kong")
    InstitutionFactory(id="hku-space", name_zh="香港大學專業進修學院", name_en="HKU SPACE")
    source = SourceFactory(id="wenweipo-2017", name_zh="港建國家級科創中心", name_en="A hub")
    name = "State Key Laboratory of Liver Research"
    start_record(
        admin_page, "lab", "skl-liver-research", "肝病研究國家重點實驗室", name, "official"
    )
    admin_page.select_option("#id_kind", "state-key-laboratory-partner")
    select_autocomplete(admin_page, "id_host", "香港大", "香港大學 University of Hong Kong")
    admin_page.select_option("#id_status", "published")
    save(admin_page)

    expect(admin_page.locator(".field-status .errorlist")).to_contain_text(
        "A published record needs at least one"
    )
    expect(admin_page.locator("#id_host option:checked")).to_have_text(
        "香港大學 University of Hong Kong"
    )
    expect(admin_page.locator("#id_name_zh")).to_have_value("肝病研究國家重點實驗室")
    assert not Lab.objects.exists()

    admin_page.select_option("#id_statements-0-property", "host")
    admin_page.fill("#id_statements-0-value", "hku")
    select_autocomplete(admin_page, "id_statements-0-source", "2017", str(source))
    admin_page.fill("#id_statements-0-printed", "香港大學")
    admin_page.fill("#id_statements-0-first_line", "206")
    admin_page.fill("#id_statements-0-last_line", "206")
    save(admin_page)

    expect(admin_page.locator(".messagelist .success")).to_contain_text("was added successfully")
    lab, statement = Lab.objects.get(), Statement.objects.get()
    assert (lab.host_id, lab.status) == ("hku", "published")
    assert (statement.subject_id, statement.value) == (lab.id, {"id": "hku"})
    assert admin_page.problems == []


def test_second_statement_is_added_with_the_add_another_button(admin_page):
    SourceFactory(id="source", name_zh="來源", name_en="Source")
    start_record(admin_page, "person", "somebody", "張三", "Zhang San", "translation")
    admin_page.click("text=Add another Statement")
    for number, (name, value) in enumerate([("exists", "true"), ("name_en", "Zhang San")]):
        admin_page.select_option(f"#id_statements-{number}-property", name)
        admin_page.fill(f"#id_statements-{number}-value", value)
        select_autocomplete(admin_page, f"id_statements-{number}-source", "source", "來源 Source")
    save(admin_page)

    expect(admin_page.locator(".messagelist .success")).to_contain_text("was added successfully")
    assert list(Statement.objects.order_by("property").values_list("property", "value")) == [
        ("exists", True),
        ("name_en", "Zhang San"),
    ]
    assert admin_page.problems == []


def test_picker_of_a_relation_offers_the_kinds_that_the_chosen_role_connects(admin_page):
    LabFactory(id="lab", status="draft")
    InstitutionFactory(id="hkbu", name_zh="浸會大學", name_en="HKBU")
    PlaceFactory(id="place", name_zh="浸會徑", name_en="Baptist Path")
    admin_page.goto("/admin/labs/lab/lab/change/")
    admin_page.get_by_text("Add another Relation", exact=True).click()
    options = admin_page.locator(".select2-results__option:not(.loading-results)")

    for role, offered in (("partner", "浸會大學 HKBU"), ("operates-in", "浸會徑 Baptist Path")):
        admin_page.select_option("#id_relations_out-0-role", role)
        admin_page.click(".select2-selection:has(#select2-id_relations_out-0-object-container)")
        admin_page.fill(".select2-search__field", "浸會")
        expect(options).to_have_text([offered])
        admin_page.keyboard.press("Escape")


def test_file_is_imported_after_a_preview(admin_page):
    InstitutionFactory(id="hku", name_en="Hong Kong University")
    row = "id,name_en\nhku,University of Hong Kong\n"
    admin_page.goto("/admin/labs/institution/import/")
    file = {"name": "rows.csv", "mimeType": "text/csv", "buffer": row.encode()}
    admin_page.set_input_files("#id_import_file", file)
    admin_page.locator("[type=submit][value=Submit]").click()

    expect(admin_page.locator(".import-preview ins").first).to_be_visible()
    admin_page.click("[name=confirm]")

    expect(admin_page.locator(".messagelist .success")).to_contain_text("1 updated")
    assert admin_page.problems == []


def test_save_over_another_curators_changes_is_refused_reviewed_and_reverted(admin_page):
    with transaction.atomic():  # one version
        lab = LabFactory(id="lab", name_zh="肝病研究", name_en="Liver research", status="draft")
        StatementFactory(id="lab.exists.source.1", subject=lab)
    admin_page.goto("/admin/labs/lab/lab/change/")
    admin_page.fill("#id_name_en", "Hepatology")
    admin_page.locator("#statements-0 summary").click()
    admin_page.fill("#id_statements-0-note", "Mine")
    Record.objects.filter(id="lab").update(name_en="Liver laboratory", summary_en="Theirs")
    Statement.objects.update(note="Theirs")
    save(admin_page)

    row = admin_page.locator(".conflict tr", has_text="English name")
    expect(row.locator("td")).to_have_text(
        ["Liver research", "Liver laboratory", "Hepatology", "yours"]
    )
    expect(admin_page.locator("#id_name_en")).to_have_value("Hepatology")
    expect(admin_page.locator("#id_summary_en")).to_have_value("Theirs")
    expect(admin_page.locator("#id_statements-0-note")).to_have_value("Mine")

    save(admin_page)
    expect(admin_page.locator(".messagelist .success")).to_contain_text("changed successfully")
    admin_page.goto("/admin/labs/lab/lab/history/")
    expect(admin_page.locator("#change-history h2").first).to_contain_text("by curator")
    admin_page.locator("text=Revert to this version").last.click()
    admin_page.click("[value=Revert]")

    expect(admin_page.locator(".messagelist .success")).to_contain_text("changed successfully")
    assert Lab.objects.get().name_en == "Liver research"
    assert Statement.objects.get().note == ""
    assert admin_page.problems == []
