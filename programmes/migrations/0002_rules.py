"""The rows of this app are held to their resource by the database."""

from django.db import migrations

from hkinno.registry.migration_operations import child_of_record


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial")]
    operations = [
        child_of_record("programmes_programme", "programmes"),
        child_of_record("programmes_award", "awards"),
        child_of_record("programmes_target", "targets"),
        child_of_record("programmes_indicator", "indicators"),
        child_of_record("programmes_observation", "observations"),
    ]
