"""Binds the table of patents to its resource."""

from django.db import migrations

from hkinno.registry.migration_operations import bind_child_table


class Migration(migrations.Migration):
    dependencies = [("patents", "0001_initial")]
    operations = [bind_child_table("patents_patent", "patents")]
