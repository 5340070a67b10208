"""Binds the tables of this app to their resources, and makes their texts searchable."""

from django.db import migrations

from hkinno.registry.migration_operations import bind_child_table, search_columns


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial")]
    operations = [
        bind_child_table("programmes_programme", "programmes"),
        bind_child_table("programmes_award", "awards"),
        bind_child_table("programmes_target", "targets"),
        bind_child_table("programmes_indicator", "indicators"),
        bind_child_table("programmes_observation", "observations"),
        search_columns("programmes_target", "statement_zh", "statement_en"),
        search_columns("programmes_indicator", "definition_zh", "definition_en"),
    ]
