"""An older version keeps working on a migrated database: the linter of `make lint` sees to it."""

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations import AddField, AlterField, DeleteModel, RemoveField, RenameField
from django.db.migrations.loader import MigrationLoader
from django_migration_linter.sql_analyser import analyse_sql_statements, get_sql_analyser_class

pytestmark = pytest.mark.django_db


def findings(operation):
    """The codes of the errors that the linter reports for the SQL of an operation on a lab."""
    before = MigrationLoader(connection).project_state()
    after = before.clone()
    operation.state_forwards("labs", after)
    with connection.schema_editor(collect_sql=True) as editor:
        operation.database_forwards("labs", editor, before, after)
    analyser = get_sql_analyser_class("postgresql")
    errors, _ignored, _warnings = analyse_sql_statements(analyser, editor.collected_sql, [])
    return [error.code for error in errors]


@pytest.mark.parametrize(
    ("code", "operation"),
    [
        ("DROP_COLUMN", RemoveField("lab", "kind")),
        ("RENAME_COLUMN", RenameField("lab", "kind", "sort")),
        ("DROP_TABLE", DeleteModel("facility")),
        ("NOT_NULL", AddField("lab", "motto", models.TextField(default="-"))),
        ("ALTER_COLUMN", AlterField("lab", "kind", models.IntegerField())),
    ],
)
def test_change_that_the_older_version_cannot_work_with_is_refused(code, operation):
    assert code in findings(operation)


@pytest.mark.parametrize(
    "field", [models.TextField(null=True), models.TextField(db_default="")], ids=["null", "default"]
)
def test_change_that_the_older_version_does_not_notice_is_accepted(field):
    assert findings(AddField("lab", "motto", field)) == []


def test_version_that_does_not_know_a_column_can_insert_rows():
    """As in an upgrade, if a column is no longer in the model and still in the table."""
    known = {
        (model._meta.db_table, field.column)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name, column_name from information_schema.columns "
            "where table_schema = 'public' and is_nullable = 'NO' and column_default is null "
            "and is_generated = 'NEVER' and is_identity = 'NO'"
        )
        required = set(cursor.fetchall())

    tables = {table for table, _column in known}
    assert {(table, column) for table, column in required - known if table in tables} == set()
