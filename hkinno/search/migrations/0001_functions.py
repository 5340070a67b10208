"""The SQL functions that split texts and queries into lexemes."""

from django.db import migrations

from hkinno.search.lookup_tables_sql import SQL_FOLDER
from hkinno.search.sql_files import run_sql_file


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        run_sql_file(SQL_FOLDER, "lookup_tables", 1),
        run_sql_file(SQL_FOLDER, "tokenize", 1),
        run_sql_file(SQL_FOLDER, "query", 1),
        run_sql_file(SQL_FOLDER, "name_keys", 1),
    ]
