"""What the OpenAPI document promises holds: schemathesis asks every operation, with all its checks.

Three checks have exceptions, and each is written out below with its reason. That what the document
allows is accepted: no schema can say which records there are, that `page` times `page_size` is at
most 10 000, or which parameter goes with which format. That what it forbids is refused: where
nothing of it is left in the address. That answers have their shape: `fields` and `omit` change it.
"""

import re
from functools import cache
from urllib.parse import parse_qsl, urlsplit

import pytest
import schemathesis
import yaml
from django.conf import settings as django
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, settings
from schemathesis import GenerationMode
from schemathesis.checks import negative_data_rejection, positive_data_acceptance
from schemathesis.specs.openapi.checks import response_schema_conformance

from hkinno.api.fields import PARTIAL_DATE
from hkinno.api.sparse_fields import PATH_SCHEMA
from hkinno.registry.models.record import SLUG
from tests.factories import FACTORIES, RelationFactory, StatementFactory
from tests.openapi_refs import parameters_of

pytestmark = pytest.mark.slow

# What no schema can say: which records there are, which keys a row shows, which texts are days of
# the calendar, that amounts need a unit, and which cursors we have signed.
UNSAID = {
    "invalid-choice": (SLUG, PATH_SCHEMA["pattern"]),
    "limit-exceeded": (PATH_SCHEMA["pattern"], None),
    "invalid": (PARTIAL_DATE, None),
    "out-of-range": (None,),
    "required": (None,),
    "invalid-cursor": (None,),
    "incompatible-parameters": (None,),
}
UNSAID_OF_BODIES = ("invalid-choice", "invalid-json", "required")
# Of so many parameters at random, some always is refused; few may well be answered.
MOST = 4
# A feed has an order of its own, and a file of rows no place for what stands beside them.
NOT_WITH_EVERY_FORMAT = [
    (name, "incompatible-parameters")
    for name in ("ordering", "facets", "aggregate", "fields", "omit", "expand")
]


@cache
def document():
    """The committed document, whose parameters are references."""
    text = (django.BASE_DIR / "docs" / "openapi.yaml").read_text(encoding="utf-8")
    return yaml.load(text, yaml.CSafeLoader)


@cache
def handler():
    """Made when first asked for: the settings of the tests hold by then."""
    return WSGIHandler()


def application(environ, start_response):
    return handler()(environ, start_response)


# Lists of records take parameters of the same few kinds, some forty each. Those of one list are
# gone through one by one, with every value at the edge of what its type allows; the others are
# asked at random.
BY_CHANCE = [
    {"include-name": f"GET /api/v1/{name}/", "phases": {"coverage": {"enabled": False}}}
    for name in [*FACTORIES, "search"]
    if name != "people"
]
# A query that is too long is refused as such, whatever is in it.
CHECKS = {
    "negative_data_rejection": {
        "expected-statuses": ["400", "404", "405", "406", "414", "5xx"],
    }
}
schema = schemathesis.openapi.from_path(
    django.BASE_DIR / "docs" / "openapi.yaml",
    config=schemathesis.Config.from_dict({"operations": BY_CHANCE, "checks": CHECKS}),
)
schema.app = application


@pytest.fixture
def rows(kept_connection):
    """A full row of everything."""
    for resource, factory in FACTORIES.items():
        factory(id=f"a-{resource}", full=True)
    StatementFactory(full=True)
    RelationFactory(full=True)


def accepts_what_it_declares(ctx, response, case):
    """What the document allows is refused only where an exception is listed."""
    if is_allowed(case) and response.status_code == 400:
        for error in response.json()["errors"]:
            has_no_place = (error["parameter"], error["code"]) in NOT_WITH_EVERY_FORMAT
            is_unsaid = pattern(case, error["parameter"]) in UNSAID.get(error["code"], ())
            assert has_no_place or is_unsaid or is_of_file(error) or is_of_body(error), error


def is_allowed(case):
    return case.meta.generation.mode is GenerationMode.POSITIVE


def few(case):
    """What is required of the parameters of a case, and a few of the others."""
    query = dict(case.query or {})
    parameters = parameters_of(document(), case.operation.definition.raw)
    required = {each["name"] for each in parameters if each.get("required")} & query.keys()
    return {name: query[name] for name in [*required, *list(query)[-MOST:]]}


def fits_as_sent(case, response):
    """Whether nothing that is wrong with the parameters of a case is left in its address.

    An empty object is not written there at all, and `false` as an id is a word like others.
    """
    sent = parse_qsl(urlsplit(response.request.url).query, keep_blank_values=True)
    return case.method == "GET" and all(fits(case, name, text) for name, text in sent)


def fits(case, name, text):
    """Whether a parameter takes texts, and this is one that it takes."""
    shape = shape_of(case, name)
    if "enum" in shape:
        return text in shape["enum"]
    return shape.get("type") == "string" and bool(re.search(shape.get("pattern", ""), text))


def is_of_file(error):
    """A file has the format of its name, and no other."""
    return (error["parameter"], error["code"]) == ("format", "invalid-choice")


def is_of_body(error):
    """In a body: ids of records, text as JSON that no pattern can say, a batch or an extension."""
    return error["pointer"] is not None and error["code"] in UNSAID_OF_BODIES


def pattern(case, name):
    """The pattern of the values of a parameter, None where it has none."""
    return shape_of(case, name).get("pattern")


def shape_of(case, name):
    """The schema of one value of a parameter; of an unknown one, of anything."""
    parameters = parameters_of(document(), case.operation.definition.raw)
    shape = next((each["schema"] for each in parameters if each["name"] == name), {})
    return shape.get("items", shape)


@schema.parametrize()
@settings(
    max_examples=10,
    derandomize=True,
    deadline=None,
    database=None,
    # The rows are the same for every example, and are only read.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_an_operation_keeps_its_promises(case, rows):
    excluded = [positive_data_acceptance]
    if is_allowed(case) or case.method != "GET":
        case.query = few(case)
    if {"fields", "omit"} & set(case.query or ()):
        # They leave out keys that are otherwise always there, as their descriptions say.
        excluded.append(response_schema_conformance)
    response = case.call()
    if not is_allowed(case) and fits_as_sent(case, response):
        excluded.append(negative_data_rejection)
    case.validate_response(
        response, additional_checks=[accepts_what_it_declares], excluded_checks=excluded
    )
