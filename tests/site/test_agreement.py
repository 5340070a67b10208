"""Pages show what the API answers, for every published record."""

import re
from functools import cache
from html import unescape

import orjson
import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.html import strip_tags
from django.utils.translation import override

from hkinno.registry.models import record_models
from hkinno.site.evidence import (
    build_facts,
    build_names,
    contested_properties,
    shown_values,
    value_key,
)
from hkinno.site.evidence_html import lines_in_words
from hkinno.site.labels import word_label
from hkinno.site.network import draw_network
from hkinno.site.pages.base import site_context
from hkinno.site.references import complete_nameless, complete_values
from hkinno.site.relations import group_relations
from hkinno.site.values_html import title_and_language, value_html
from tests.list_endpoints import for_each_resource

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def all_rows(client, name, **params):
    """The rows of all pages of a list of the API."""
    rows, page = [], 1
    while True:
        data = client.get(f"/api/v1/{name}/", {"page_size": 100, "page": page} | params).json()
        rows += data["results"]
        if not data["next"]:
            return rows
        page += 1


@pytest.fixture(scope="module")
def records(registry):
    """A function that returns all records of a kind with their statements, read once."""

    @cache
    def read(resource):
        return orjson.dumps(all_rows(registry, resource, expand="statements"))

    return lambda resource: orjson.loads(read(resource))  # pages add names to what they show


@for_each_resource
def test_records_without_relations_lack_nothing_else(records, registry, resource):
    expected = [
        {key: value for key, value in record.items() if key not in ("relations", "statements")}
        for record in records(resource)
    ]

    assert all_rows(registry, resource, omit="relations") == expected


@for_each_resource
def test_facts_of_every_record_are_those_of_the_api(records, resource):
    for record in records(resource):
        statements = record["statements"]
        facts = [*build_names(record, statements), *build_facts(record, statements)]
        shown = {fact.name: [value for value in fact.values if value.is_shown] for fact in facts}
        columns = {name for name, rule in record_models()[resource].PROPERTIES.items()}

        for name in columns & (record.keys() | {"name_zh", "name_en", "alias"}):
            values = shown_values(record, name)
            keys = [value_key(value) for value in values]
            on_page = [value.value for value in shown.get(name, [])]
            if on_page and on_page[0] == values and len(values) > 1:
                on_page = values  # on one line
            assert [value_key(value) for value in on_page] == keys, (record["id"], name)

        groups = group_relations(record, statements, [])
        assert sum(len(group.related) for group in groups) == len(record["relations"])
        values = [value for fact in facts for value in fact.values]
        values += [related for group in groups for related in group.related]
        cited = {statement["id"] for value in values for statement in value.statements}
        about_columns = {
            statement["id"] for statement in statements if statement["property"] in columns
        }
        assert about_columns <= cited, record["id"]


@pytest.mark.untraced
@pytest.mark.parametrize("language", ["en", "zh-hant"])
@for_each_resource
def test_lists_show_every_record_of_the_api(registry, records, resource, language):
    rows, number = records(resource), 1
    titles = []
    while number:
        page = registry.get(f"/{language}/{resource}/?page_size=100&page={number}").content.decode()
        for cell in re.findall(r'<th scope="row"><a href="/[^"]+">(.*?)</a>', page):
            titles.append(unescape(strip_tags(cell)))
        number = number + 1 if 'rel="next"' in page else 0

    # A figure is called after its subject, of which the API gives an award without its fields.
    request = RequestFactory().get(f"/{language}/{resource}/")
    complete_nameless(request, [value for row in rows for value in row.values()])
    with override(language):
        assert titles == [title_and_language(row)[0] for row in rows]


@pytest.mark.untraced
@for_each_resource
def test_the_page_of_every_record_prints_the_values_and_statements_of_the_api(
    records, sources, resource
):
    """Pages are rendered from what the API answered once for all records, in turn in both
    languages.
    """
    request = RequestFactory().get(f"/en/{resource}/")
    for number, record in enumerate(records(resource)):
        statements = record["statements"]
        complete_values(request, statements)
        with override(("en", "zh-hant")[number % 2]):
            relations = group_relations(record, statements, [])
            page = render_record(request, record, relations, sources)
            columns = {*record_models()[resource].PROPERTIES, "kind"} - {"exists"}
            for name in columns & (record.keys() | {"name_zh", "name_en", "alias"}):
                values = [
                    text_of_html(value_html(value, name, resource))
                    for value in shown_values(record, name)
                ]
                printed = [text_of_html(cell) for cell, _evidence in cells(page, name)]
                assert all(any(value in cell for cell in printed) for value in values), (
                    record["id"],
                    name,
                    values,
                    printed,
                )
            for statement in statements:
                check_statement(page, statement, record)
            for related in record["relations"]:
                title = title_and_language(related["record"])[0]
                assert title in text_of_html(page), (record["id"], title)


def test_pages_mark_the_properties_that_conflicts_list(registry):
    conflicts = all_rows(registry, "conflicts", type="contradicting-statements")
    subjects = {conflict["subject"]["url"] for conflict in conflicts}

    for url in subjects | {"http://testserver/api/v1/institutions/hku/"}:
        record = registry.get(url, {"expand": "statements"}).json()
        assert contested_properties(record["id"], record["statements"]) == {
            conflict["property"]
            for conflict in conflicts
            if conflict["subject"]["id"] == record["id"]
        }
    assert subjects


@pytest.fixture(scope="module")
def sources(records):
    """All sources by id."""
    return {row["id"]: row for row in records("sources")}


def render_record(request, record, relations, sources):
    context = {
        "record": record,
        "names": build_names(record, record["statements"]),
        "facts": build_facts(record, record["statements"]),
        "relations": relations,
        "network": draw_network(record, relations),
        "sources": sources,
        "title": title_and_language(record)[0],
        "api_path": f"/api/v1/{record['resource']}/{record['id']}/",
        "kind_label": word_label("kind", record.get("kind") or "", record["resource"]),
    }
    return render_to_string("site/record.html", site_context(request) | context)


def cells(page, name):
    """The cells with the values of a property, and those with their evidence."""
    body = re.search(rf'<tbody id="{name}">(.*?)</tbody>', page, re.S)
    return re.findall(
        r'<td class="fact-value">(.*?)</td>\s*<td>(.*?)</td>', body[1] if body else "", re.S
    )


def text_of_html(html):
    return " ".join(unescape(strip_tags(html)).split())


def check_statement(page, statement, record):
    """The words, the source and the lines of a statement stand beside the value that it gives."""
    name = statement["property"]
    if name not in record_models()[record["resource"]].PROPERTIES:  # of a relation
        evidence = text_of_html(page)
    else:
        value = text_of_html(value_html(statement["value"], name, record["resource"]))
        beside = [evidence for cell, evidence in cells(page, name) if value in text_of_html(cell)]
        if name == "exists":
            beside = [evidence for _cell, evidence in cells(page, name)]
        evidence = text_of_html(" ".join(beside))
    source = title_and_language(statement["source"])[0]
    parts = [
        statement["printed"],
        source,
        statement["lines"] and lines_in_words(statement["lines"]),
    ]
    assert all(" ".join(part.split()) in evidence for part in parts if part), (statement, evidence)


@for_each_resource
def test_a_record_page_shows_the_values_of_the_api(registry, resource):
    key = record_models()[resource].EXAMPLE_ID
    record = registry.get(f"/api/v1/{resource}/{key}/").json()
    page = unescape(registry.get(f"/en/{resource}/{key}/").content.decode())

    for text in (record["name"]["en"], record["name"]["zh-Hant"], record["url"], record["id"]):
        assert text is None or text in page
    for source in record["sources"]:
        assert source["name"]["en"] in page


@for_each_resource
def test_json_ld_and_citation_of_a_page_are_those_of_the_api(registry, resource):
    response = registry.get(f"/api/v1/{resource}/", {"page_size": 3})
    for record in response.json()["results"]:
        path = f"{resource}/{record['id']}/"
        page = registry.get(f"/zh-hant/{path}").content.decode()

        jsonld = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
        citation = re.search(r'<pre id="cite-text"[^>]*>(.*?)</pre>', page, re.DOTALL)
        api_path = f"/api/v1/{path}"
        assert orjson.loads(jsonld[1]) == registry.get(api_path, {"format": "jsonld"}).json()
        expected = registry.get(f"{api_path}citation/", {"style": "text", "lang": "zh-Hant"})
        assert unescape(citation[1]) == expected.content.decode().strip()
