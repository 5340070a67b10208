"""The admin in Chinese: no page has a text that is left in English."""

import re
from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch
from django.utils.translation import override

from hkinno.registry.admin.inlines import ReadOnlyMixin
from tests.admin.admin_client import admin_url
from tests.factories import LabFactory, SourceFactory, StatementFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.untraced]

CHINESE = {"accept-language": "zh-HK"}
MODELS = {model._meta.label_lower: model for model in admin.site._registry}
# Words of data, names of formats and languages, and the examples in help texts.
NOT_TRANSLATED = re.compile(
    r"[{\[].*[}\]]|\(\w+\)|[\w.-]+@[\w.-]+|\w+(_\w+)+|\w+\.\w+|"
    r"\b(hkinno|CSV|XLSX|JSON|HTML|URL|SHA-256|SQL|ROR|Gone|HKD|hku|true|id|UTC|Django|InnoHK|LDAP|"
    r"Mac|Control|Command|curator|lab)\b",
    re.ASCII,
)
ENGLISH = re.compile(r"[A-Za-z]{3,}")
PAGES = ("change", "history", "delete")
SKIPPED_TAGS = ("script", "style", "code", "textarea", "select")


class TextParser(HTMLParser):
    """Collects the texts of a page that are still in English."""

    def __init__(self, page):
        super().__init__()
        self.skipped, self.english = 0, set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.skipped += tag in SKIPPED_TAGS
        attributes = dict(attrs)
        if tag == "input" and attributes.get("type") in ("submit", "button"):
            self.collect(attributes.get("value", ""))

    def handle_endtag(self, tag):
        self.skipped -= tag in SKIPPED_TAGS

    def handle_data(self, data):
        if not self.skipped:
            self.collect(data)

    def collect(self, text):
        if ENGLISH.search(NOT_TRANSLATED.sub("", text)):
            self.english.add(" ".join(text.split()))


def english_texts(client, url):
    """The English texts on a page that is requested in Chinese."""
    response = client.get(url, headers=CHINESE)
    assert response.status_code == 200, url
    return TextParser(response.content.decode()).english


@pytest.mark.parametrize("name", MODELS)
def test_pages_of_a_model_are_in_chinese(curator, name):
    model = MODELS[name]
    texts = {}
    for page in ("changelist", "add", "import", "export"):
        try:
            url = admin_url(model, page)
        except NoReverseMatch:
            continue
        if page != "add" or not isinstance(admin.site._registry[model], ReadOnlyMixin):
            texts[page] = english_texts(curator, url)

    assert {page: english for page, english in texts.items() if english} == {}


def test_pages_of_a_record_and_the_index_are_in_chinese(curator):
    lab = LabFactory(id="lab", name_zh="實驗室", name_en="lab", status="draft")
    source = SourceFactory(id="a", name_zh="來源", name_en="lab")
    StatementFactory(id="lab.exists.a.1", subject=lab, source=source)

    for url in ("/admin/", *(admin_url(type(lab), page, "lab") for page in PAGES)):
        assert english_texts(curator, url) == set()


def test_every_label_of_a_model_is_translated():
    for model in MODELS.values():
        fields = [f for f in model._meta.fields if f.editable and f.name != "record_ptr"]
        for label in [model._meta.verbose_name, *(field.verbose_name for field in fields)]:
            with override("zh-hant"):
                chinese = str(label)
            assert ENGLISH.search(NOT_TRANSLATED.sub("", chinese)) is None, (model, chinese)
