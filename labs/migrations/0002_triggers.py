"""Binds the tables of this app to their resources."""

from django.db import migrations

from hkinno.registry.migration_operations import bind_child_table


class Migration(migrations.Migration):
    dependencies = [("labs", "0001_initial")]
    operations = [
        bind_child_table("labs_institution", "institutions"),
        bind_child_table("labs_lab", "labs"),
        bind_child_table("labs_facility", "facilities"),
        bind_child_table("labs_person", "people"),
    ]
