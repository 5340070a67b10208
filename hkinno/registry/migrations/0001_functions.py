"""The SQL functions that check constraints and generated columns call."""

from django.db import migrations

from hkinno.registry.migration_operations import SQL_FOLDER
from hkinno.search.sql_files import run_sql_file


class Migration(migrations.Migration):
    initial = True
    dependencies = [("search", "0001_functions")]
    operations = [
        run_sql_file(SQL_FOLDER, "well_formed", 1),
        run_sql_file(SQL_FOLDER, "prominence", 1),
        run_sql_file(SQL_FOLDER, "clean_texts", 1),
    ]
