"""Pages show what the API answers, for every published record."""

import re
from html import unescape

import pytest
from django.utils.html import strip_tags
from django.utils.translation import override

from hkinno.registry.models import record_models
from hkinno.site.evidence import build_facts, build_names, shown_values, value_key
from hkinno.site.relations import group_relations
from hkinno.site.values_html import title_and_language
from tests.list_endpoints import for_each_resource

pytestmark = pytest.mark.django_db


def all_rows(client, name, **params):
    """The rows of all pages of a list of the API."""
    rows, page = [], 1
    while True:
        data = client.get(f"/api/v1/{name}/", {"page_size": 100, "page": page} | params).json()
        rows += data["results"]
        if not data["next"]:
            return rows
        page += 1


@for_each_resource
def test_facts_of_every_record_are_those_of_the_api(registry, resource):
    for record in all_rows(registry, resource, expand="statements"):
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


@pytest.mark.parametrize("language", ["en", "zh-hant"])
@for_each_resource
def test_lists_show_every_record_of_the_api(registry, resource, language):
    rows, number = all_rows(registry, resource), 1
    titles = []
    while number:
        page = registry.get(f"/{language}/{resource}/?page_size=100&page={number}").content.decode()
        for cell in re.findall(r'<th scope="row"><a href="/[^"]+">(.*?)</a>', page):
            titles.append(unescape(strip_tags(cell)))
        number = number + 1 if 'rel="next"' in page else 0

    with override(language):
        assert titles == [title_and_language(row)[0] for row in rows]


@for_each_resource
def test_a_record_page_shows_the_values_of_the_api(registry, resource):
    key = record_models()[resource].EXAMPLE_ID
    record = registry.get(f"/api/v1/{resource}/{key}/").json()
    page = unescape(registry.get(f"/en/{resource}/{key}/").content.decode())

    for text in (record["name"]["en"], record["name"]["zh-Hant"], record["url"], record["id"]):
        assert text is None or text in page
    for source in record["sources"]:
        assert source["name"]["en"] in page
