"""The messages of the admin in Chinese: none that a curator can see is left in English."""

import ast
import re

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, override

from hkinno.registry.admin.db_errors import (
    CONSTRAINT_ERRORS,
    OTHER_RESOURCE_ERROR,
    PROTECTED_ERROR,
    SQLSTATE_ERRORS,
    UNCLEAN_TEXT_ERROR,
    UNKNOWN_ERROR,
)
from hkinno.registry.admin.forms.json_validators import (
    validate_aliases,
    validate_also_lines,
    validate_external_ids,
    validate_focus,
)
from hkinno.registry.values.normalize import normalize_value
from hkinno.registry.values.partial_dates import parse
from hkinno.registry.values.quantities import quantity
from hkinno.registry.values.texts import clean_text
from labs.models import Lab
from tests.admin.admin_client import (
    admin_url,
    form_errors,
    messages,
    run_action,
    submit,
)
from tests.admin.imports.import_client import CSV, import_errors, upload
from tests.factories import LabFactory

CHINESE_TEXT = re.compile("[\u4e00-\u9fff]")
SOURCES = ("hkinno/registry/admin", "hkinno/registry/values", "hkinno/fixtures/admin.py")
# Calls that show their first argument to a curator.
SHOWING = re.compile(r"\w*Error$|FormError|Http404|BadRequest|message_user|info|error|warning")
# What only a programmer or the log sees.
NOT_SHOWN = {"KeyError", "AttributeError", "TypeError", "LookupError"}


def own_constraints():
    models = [m for m in apps.get_models() if hasattr(m, "get_constraints") and m._meta.constraints]
    return [rule for model in models for rule in model._meta.constraints]


def python_files(base):
    for name in SOURCES:
        path = base / name
        yield from [path] if path.suffix else sorted(path.rglob("*.py"))


def untranslated(tree):
    """The calls that show a literal, with their lines."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = getattr(call.func, "id", None) or getattr(call.func, "attr", "")
        if name in NOT_SHOWN or not SHOWING.fullmatch(name):
            continue
        for argument in call.args:
            if is_sentence(argument):
                yield argument.lineno, name


def is_sentence(node):
    """Whether an expression is a text with a word and a blank, outside gettext."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and re.search(r"[A-Za-z]{2,} ", node.value)
    if isinstance(node, ast.JoinedStr):
        return any(re.search("[A-Za-z]{2,}", v.value) for v in node.values if is_text(v))
    return isinstance(node, ast.Dict) and any(map(is_sentence, node.values))


def is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_messages_are_not_written_without_gettext(settings):
    unwrapped = [
        (path.name, *place)
        for path in python_files(settings.BASE_DIR)
        for place in untranslated(ast.parse(path.read_text()))
    ]

    assert unwrapped == []


@pytest.mark.parametrize("rule", own_constraints(), ids=lambda rule: rule.name)
def test_message_of_a_constraint_is_translated(rule):
    with override("zh-hant"):
        assert CHINESE_TEXT.search(gettext(str(rule.get_violation_error_message())))


def test_messages_of_errors_of_the_database_are_translated():
    errors = [*CONSTRAINT_ERRORS.values(), *SQLSTATE_ERRORS.values()]
    errors += [OTHER_RESOURCE_ERROR, PROTECTED_ERROR, UNCLEAN_TEXT_ERROR, UNKNOWN_ERROR]

    with override("zh-hant"):
        english = [error for error in errors if not CHINESE_TEXT.search(str(error.message))]

    assert english == []


@pytest.mark.parametrize(
    ("parse", "value"),
    [
        *((parse, text) for text in ("x", "2018-02-30", "2019/2018", "../..")),
        *((quantity, value) for value in (None, {"x": 1}, {"value": "1.0"}, {"qualifier": "x"})),
        (quantity, {"value": "1", "unit": "x"}),
        (quantity, {"value": "1", "unit_basis": "printed"}),
        (quantity, {"value": "1", "qualifier": "several"}),
        (quantity, {"value": "2", "max": "1"}),
        *((validate_aliases, value) for value in ({}, [1], [{"value": "a", "lang": "en"}])),
        (validate_aliases, [{"value": "a", "lang": "x", "type": "short"}]),
        (validate_aliases, [{"value": "a", "lang": "en", "type": "x"}]),
        (validate_aliases, [{"value": "a", "lang": "en", "type": "short", "basis": "x"}]),
        (validate_aliases, [{"value": 1, "lang": "en", "type": "short"}]),
        (validate_also_lines, [[2, 1]]),
        (validate_focus, [{"en": "x"}]),
        *((validate_external_ids, value) for value in ([], {"x": []}, {"ror": []}, {"ror": ["x"]})),
        *((lambda value: normalize_value("stage", value), value) for value in ("x", None)),
        (lambda value: normalize_value("exists", value), False),
        (lambda value: normalize_value("edition", value), -1),
        (lambda value: normalize_value("coordinates", value), {"latitude": "x", "longitude": "1"}),
        (lambda value: normalize_value("external_ids", value), {"scheme": "x", "id": "1"}),
        *((clean_text, text) for text in ("a\u200bb", "a\x07b")),
    ],
)
def test_error_of_a_value_is_translated(parse, value):
    with override("zh-hant"), pytest.raises(ValueError, match=CHINESE_TEXT):
        parse(value)


@pytest.fixture
def chinese_curator(curator):
    curator.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-HK"
    return curator


@pytest.mark.django_db
def test_outcome_of_an_action_is_in_chinese(chinese_curator):
    LabFactory(id="lab", status="draft")

    published = run_action(chinese_curator, Lab, "publish", "lab")
    outdated = run_action(chinese_curator, Lab, "publish", "lab", last_change="")

    assert messages(published) == [
        "已發布：0 項實驗室。",
        "因沒有已發布的來源，未有發布：lab。",
    ]
    assert messages(outdated) == ["未有更改。請重新開啟頁面：它所顯示的版本不明。"]


@pytest.mark.django_db
def test_errors_of_a_form_are_in_chinese(chinese_curator):
    values = {"id": "A B", "aliases": "{}", "external_ids": "[]", "established": "x", "kind": ""}

    response = submit(chinese_curator, admin_url(Lab, "add"), Lab, **values)
    errors = form_errors(response)

    assert set(values) <= set(errors)
    texts = [text for texts in errors.values() for text in texts]
    assert [text for text in texts if not CHINESE_TEXT.search(text)] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "rows", ["name_zh,x\n甲,1\n", "id,idd\na,b\n", "id,name_zh\na,b,c\n", "id,kind\na,x\n"]
)
def test_errors_of_an_import_are_in_chinese(chinese_curator, rows):
    errors = import_errors(upload(chinese_curator, Lab, rows, CSV))
    if isinstance(errors, dict):
        row_errors = [ValidationError(row).messages for row in errors.values()]
        errors = [text for texts in row_errors for text in texts]

    assert errors
    assert [text for text in errors if not CHINESE_TEXT.search(text)] == []
