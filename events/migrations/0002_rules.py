"""The rows of this app are held to their resource by the database."""

from django.db import migrations

from hkinno.registry.migration_operations import child_of_record


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [
        child_of_record("events_event", "events"),
    ]
