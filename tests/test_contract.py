"""What the OpenAPI document promises holds: schemathesis asks every operation, with all its checks.

One check has exceptions, operation by operation: that what the document allows is accepted. No
schema can say which records there are, nor that `page` times `page_size` is at most 10 000, nor
which parameter goes with which format.
"""

from functools import cache

import pytest
import schemathesis
from django.conf import settings as django
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis import GenerationMode
from schemathesis.checks import positive_data_acceptance

from tests.factories import FACTORIES, RelationFactory, StatementFactory

# Which records there are: the reference to one that there is not is refused (unknown-value).
OF_EVERY_RECORD = ["place", "part_of", "merged_into", "source"]
REFERENCES = {
    "conflicts_list": ["subject"],
    "institutions_list": OF_EVERY_RECORD,
    "labs_list": [*OF_EVERY_RECORD, "host"],
    "facilities_list": [*OF_EVERY_RECORD, "operator"],
    "people_list": OF_EVERY_RECORD,
    "programmes_list": [*OF_EVERY_RECORD, "administrator"],
    "awards_list": [*OF_EVERY_RECORD, "programme", "funder"],
    "targets_list": [*OF_EVERY_RECORD, "subject", "programme"],
    "indicators_list": OF_EVERY_RECORD,
    "observations_list": [*OF_EVERY_RECORD, "indicator", "subject", "context", "of"],
    "events_list": OF_EVERY_RECORD,
    "places_list": OF_EVERY_RECORD,
    "sources_list": OF_EVERY_RECORD,
    "statements_list": ["subject", "source"],
    "relations_list": ["subject", "object"],
    # A file has the format of its name, and no other.
    "dump_file": ["format"],
}
# A feed has an order of its own, and a file of rows no place for what stands beside them.
NOT_WITH_EVERY_FORMAT = [
    (name, "not-with-format")
    for name in ("ordering", "facets", "aggregate", "fields", "omit", "expand")
]


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
    for name in FACTORIES
    if name != "labs"
]
schema = schemathesis.openapi.from_path(
    django.BASE_DIR / "docs" / "openapi.yaml",
    config=schemathesis.Config.from_dict({"operations": BY_CHANCE}),
)
schema.app = application


@pytest.fixture
def rows(db):
    """A full row of everything, in a connection that requests do not close."""
    for resource, factory in FACTORIES.items():
        factory(id=f"a-{resource}", full=True)
    StatementFactory(full=True)
    RelationFactory(full=True)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def accepts_what_it_declares(ctx, response, case):
    """What the document allows is refused only where an exception is listed."""
    is_allowed = case.meta.generation.mode is GenerationMode.POSITIVE
    if is_allowed and response.status_code == 400:
        references = REFERENCES.get(case.operation.definition.raw["operationId"], [])
        for error in response.json()["errors"]:
            name = error["parameter"].removesuffix("__in")
            is_too_far = (name, error["code"]) == ("page", "out-of-range")
            has_no_place = (name, error["code"]) in NOT_WITH_EVERY_FORMAT
            is_reference = name in references and error["code"] == "unknown-value"
            assert is_too_far or has_no_place or is_reference, error


@schema.parametrize()
@settings(
    max_examples=20,
    derandomize=True,
    deadline=None,
    database=None,
    # The rows are the same for every example, and are only read.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_an_operation_keeps_its_promises(case, rows):
    case.call_and_validate(
        additional_checks=[accepts_what_it_declares],
        excluded_checks=[positive_data_acceptance],
    )
