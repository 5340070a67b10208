"""Binds the tables of this app to their resources."""

from django.db import migrations

from hkinno.registry.migration_operations import bind_child_table


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [bind_child_table("events_event", "events")]
