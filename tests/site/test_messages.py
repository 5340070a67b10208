"""Every message has a translation into Traditional Chinese."""

import ast
import re

import pytest
from django.conf import settings
from django.utils.translation import ngettext, override
from django.utils.translation.template import templatize
from django.utils.translation.trans_real import translation

FUNCTIONS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext"}
TEMPLATE_CALL = re.compile(r"\b(?:_|gettext)\(u?(['\"].*?['\"])\)", re.S)
TEMPLATE_PLURAL = re.compile(r"\bngettext\(u?(['\"].*?['\"]), ?u?(['\"].*?['\"]),", re.S)


def own_files(pattern):
    return sorted((settings.BASE_DIR / "hkinno" / "site").rglob(pattern))


def messages_of_code(file):
    """The texts that are given to a function of gettext."""
    for node in ast.walk(ast.parse(file.read_text())):
        is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if is_call and node.func.id in FUNCTIONS and isinstance(node.args[0], ast.Constant):
            yield node.args[0].value


def messages_of_template(file):
    code = templatize(file.read_text())
    for pattern in (TEMPLATE_CALL, TEMPLATE_PLURAL):
        for match in pattern.finditer(code):
            yield ast.literal_eval(match[1])


@pytest.mark.parametrize("pattern", ["*.py", "*.html"])
def test_every_message_of_the_site_is_translated(pattern):
    catalog = translation("zh-hant")._catalog
    read = messages_of_code if pattern == "*.py" else messages_of_template
    messages = {message for file in own_files(pattern) for message in read(file)}

    missing = {text for text in messages if text not in catalog and (text, 0) not in catalog}

    assert len(messages) > 50
    assert missing == set()


def test_plural_is_translated():
    with override("zh-hant"):
        assert ngettext("line %(lines)s", "lines %(lines)s", 2) == "第 %(lines)s 行"
