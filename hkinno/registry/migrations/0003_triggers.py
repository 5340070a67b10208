"""What the database maintains for every writer: versions, time stamps, copies, the search index."""

from django.db import migrations

from hkinno.registry.migration_operations import (
    SQL_FOLDER,
    bind_child_table,
    check_texts,
    search_columns,
)
from hkinno.search.sql_files import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_initial")]
    operations = [
        migrations.RunSQL(
            "insert into registry_revision (id, number, changed_at, writer) values (1, 0, now(), '')",
            "delete from registry_revision",
        ),
        run_sql_file(SQL_FOLDER, "record_versions", 1),
        run_sql_file(SQL_FOLDER, "history", 1),
        run_sql_file(SQL_FOLDER, "documents", 1),
        run_sql_file(SQL_FOLDER, "merges", 1),
        run_sql_file(SQL_FOLDER, "known_kinds", 1),
        run_sql_file(SQL_FOLDER, "evidence", 1),
        run_sql_file(SQL_FOLDER, "same_resource", 1),
        run_sql_file(SQL_FOLDER, "search_index", 1),
        run_sql_file(SQL_FOLDER, "match_candidates", 1),
        run_sql_file(SQL_FOLDER, "bulk_load", 1),
        check_texts("registry_record", "registry_statement", "registry_relation"),
        bind_child_table("registry_place", "places"),
        bind_child_table("registry_source", "sources"),
        search_columns("registry_source", "publisher_zh", "publisher_en", "byline"),
    ]
