"""Errors in imported statements and relations."""

import pytest

from hkinno.registry.models import Relation, Statement
from tests.admin.imports.import_client import import_errors, upload
from tests.factories import (
    InstitutionFactory,
    LabFactory,
    PersonFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)

pytestmark = pytest.mark.usefixtures("previews")


def test_duplicate_relation_is_reported_with_its_row(curator, db):
    hku, person = InstitutionFactory(id="hku"), PersonFactory(id="person")
    RelationFactory(subject=person, role="post", object=hku)
    row = {"id": "", "subject": "person", "role": "post", "object": "hku"}

    errors = import_errors(upload(curator, Relation, [row]))

    assert errors == {
        1: {
            "__all__": [
                "Relation with this Subject, Role, Object, Chinese title and Since already exists."
            ]
        }
    }


@pytest.mark.parametrize(
    ("changes", "field", "error"),
    [
        ({"id": "Lab Host"}, "id", "An id is lower-case letters, digits, and single marks . _ -"),
        ({"property": "mood"}, "property", "“mood” is not allowed. Use one of: exists, stage, "),
        ({"subject": ""}, "subject", "This field cannot be null."),
        ({"property": "administrator"}, "value", "Administrator does not apply to labs."),
        ({"value": "nobody"}, "value", "There is no record “nobody”. Add it first."),
        ({"value": '{"id": '}, "value", "Invalid JSON at line 1, column 7."),
        ({"also_lines": "[[2, 1]]"}, "also_lines", None),
        ({"printed": "肝病"}, "__all__", None),
    ],
)
def test_invalid_statement_is_reported_with_its_row(curator, db, changes, field, error):
    InstitutionFactory(id="hku")
    LabFactory(id="lab")
    SourceFactory(id="source")
    row = {"id": "lab.host", "subject": "lab", "property": "host", "value": "hku"}

    errors = import_errors(upload(curator, Statement, [row | {"source": "source"} | changes]))

    assert list(errors[1]) == [field]
    assert errors[1][field][0].startswith(error or "")


def test_import_cannot_move_the_last_statement_of_a_published_record(curator, db):
    statement = StatementFactory(subject=LabFactory(id="lab"))
    LabFactory(id="other")

    errors = import_errors(upload(curator, Statement, [{"id": statement.id, "subject": "other"}]))

    assert errors == [
        "No published source makes a statement about lab. A published record needs at least one:"
        " add a statement with a published source, or leave the record a draft."
    ]


def test_relation_of_the_wrong_kinds_is_reported_with_its_row(curator, db):
    LabFactory(id="lab")
    row = {"id": "", "subject": "lab", "role": "post", "object": "lab"}

    assert import_errors(upload(curator, Relation, [row])) == {
        1: {
            "__all__": [
                "This role cannot connect these kinds of records.",
                "A record cannot have a relation to itself.",
            ]
        }
    }
