"""The API conforms to its OpenAPI document: schemathesis calls every operation with all its checks.

Four checks have exceptions, listed below with their reasons:

- Valid requests are accepted: no schema can state which records exist, that `page` times
  `page_size` is at most 10 000, or which parameters can be combined with which format.
- Invalid requests are rejected: unless the invalid part is missing from the URL as sent.
- Responses match their schema: `fields` and `omit` remove required properties.
- Responses have the declared media type: unless another is requested by `format` or `style`, since
  generated clients want a single type for each operation.
"""

import re
from functools import cache
from urllib.parse import parse_qsl, urlsplit

import pytest
import schemathesis
import yaml
from django.conf import settings as django
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from hypothesis import HealthCheck, settings
from schemathesis import GenerationMode
from schemathesis.checks import negative_data_rejection, positive_data_acceptance
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
)

from hkinno.api.sparse_fields import PATH_SCHEMA
from hkinno.registry.models.ids import SLUG
from hkinno.registry.values.partial_dates import PARTIAL_DATE
from tests.factories import FACTORIES, RelationFactory, StatementFactory
from tests.openapi_refs import parameters_of

# Other tests cover the same code line by line; tracing these would nearly double their time.
pytestmark = [pytest.mark.slow, pytest.mark.untraced]

# Errors that no schema can prevent, with the patterns of the parameters that may have them: unknown
# records and field names, dates outside the calendar, amounts without a unit, unsigned cursors.
UNDECLARED_ERRORS = {
    "invalid-choice": (SLUG, PATH_SCHEMA["pattern"]),
    "limit-exceeded": (PATH_SCHEMA["pattern"], None),
    "invalid": (PARTIAL_DATE, None),
    "out-of-range": (None,),
    "required": (None,),
    "invalid-cursor": (None,),
    "incompatible-parameters": (None,),
}
UNDECLARED_BODY_ERRORS = ("invalid-choice", "invalid-json", "required")
# With more random parameters than this, nearly every request has an error.
MAX_OPTIONAL_PARAMETERS = 4
# Feeds have a fixed order, and files contain nothing besides the rows.
ERRORS_OF_FORMATS = [
    (name, "incompatible-parameters")
    for name in ("ordering", "facets", "aggregate", "fields", "omit", "expand")
]


@cache
def document():
    """The committed document, with references to parameters unresolved."""
    text = (django.BASE_DIR / "docs" / "openapi.yaml").read_text(encoding="utf-8")
    return yaml.load(text, yaml.CSafeLoader)


@cache
def handler():
    """The WSGI application, created lazily because the settings of the tests must be in effect."""
    return WSGIHandler()


def application(environ, start_response):
    return handler()(environ, start_response)


# Lists of records have about forty parameters each, of the same few types. One list is tested with
# all boundary values of every parameter (the coverage phase), the others with random queries only.
RANDOM_ONLY = [
    {"include-name": f"GET /api/v1/{name}/", "phases": {"coverage": {"enabled": False}}}
    for name in [*FACTORIES, "search"]
    if name != "people"
]
# A query that is too long is rejected as such, whatever its parameters.
CHECKS = {
    "negative_data_rejection": {
        "expected-statuses": ["400", "404", "405", "406", "414", "5xx"],
    }
}
schema = schemathesis.openapi.from_path(
    django.BASE_DIR / "docs" / "openapi.yaml",
    config=schemathesis.Config.from_dict({"operations": RANDOM_ONLY, "checks": CHECKS}),
)
schema.app = application


@pytest.fixture(scope="module")
def rows(django_db_setup, django_db_blocker):
    """One full row for each list, written once for all operations, which only read them."""
    with django_db_blocker.unblock(), transaction.atomic():
        for resource, factory in FACTORIES.items():
            factory(id=f"a-{resource}", full=True)
        StatementFactory(full=True)
        RelationFactory(full=True)
        yield
        transaction.set_rollback(True)


def accepts_valid_requests(ctx, response, case):
    """Check that valid requests are rejected only with errors listed as exceptions."""
    if is_allowed(case) and response.status_code == 400:
        for error in response.json()["errors"]:
            is_format_error = (error["parameter"], error["code"]) in ERRORS_OF_FORMATS
            is_undeclared = pattern(case, error["parameter"]) in UNDECLARED_ERRORS.get(
                error["code"], ()
            )
            assert (
                is_format_error
                or is_undeclared
                or is_file_format_error(error)
                or is_undeclared_body_error(error)
            ), error


def is_allowed(case):
    return case.meta.generation.mode is GenerationMode.POSITIVE


def limit_parameters(case):
    """The query of a case with its required parameters and a few of the optional ones."""
    query = dict(case.query or {})
    parameters = parameters_of(document(), case.operation.definition.raw)
    required = {item["name"] for item in parameters if item.get("required")} & query.keys()
    return {name: query[name] for name in [*required, *list(query)[-MAX_OPTIONAL_PARAMETERS:]]}


def is_valid_as_sent(case, response):
    """Whether the URL as sent is valid although the parameters of a case are not.

    An empty object is not serialized at all, and `false` as an id is a valid string.
    """
    sent = parse_qsl(urlsplit(response.request.url).query, keep_blank_values=True)
    return case.method == "GET" and all(is_valid(case, name, text) for name, text in sent)


def is_valid(case, name, text):
    """Whether a parameter is a string, and this is a valid value for it."""
    schema_of_value = value_schema(case, name)
    if "enum" in schema_of_value:
        return text in schema_of_value["enum"]
    return schema_of_value.get("type") == "string" and bool(
        re.search(schema_of_value.get("pattern", ""), text)
    )


def is_file_format_error(error):
    """Files are available only in the format of their name."""
    return (error["parameter"], error["code"]) == ("format", "invalid-choice")


def is_undeclared_body_error(error):
    """Errors of request bodies: unknown ids, JSON in strings, missing batch or extension."""
    return error["pointer"] is not None and error["code"] in UNDECLARED_BODY_ERRORS


def pattern(case, name):
    """The pattern of the values of a parameter, or None."""
    return value_schema(case, name).get("pattern")


def value_schema(case, name):
    """The schema of a single value of a parameter; empty if the parameter is unknown."""
    parameters = parameters_of(document(), case.operation.definition.raw)
    schema_of_value = next((item["schema"] for item in parameters if item["name"] == name), {})
    return schema_of_value.get("items", schema_of_value)


@schema.parametrize()
@settings(
    max_examples=10,
    derandomize=True,
    deadline=None,
    database=None,
    # The rows are the same for every example, and are only read.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_operation_conforms_to_the_document(case, rows, persistent_connection):
    excluded = [positive_data_acceptance]
    if is_allowed(case) or case.method != "GET":
        case.query = limit_parameters(case)
    if {"fields", "omit"} & set(case.query or ()):
        # They remove required properties, as documented.
        excluded.append(response_schema_conformance)
    if {"format", "style"} & set(case.query or ()):
        excluded.append(content_type_conformance)
    response = case.call(headers={"Accept-Encoding": "identity"})
    if not is_allowed(case) and is_valid_as_sent(case, response):
        excluded.append(negative_data_rejection)
    case.validate_response(
        response, additional_checks=[accepts_valid_requests], excluded_checks=excluded
    )
