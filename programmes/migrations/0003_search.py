"""What targets promise and how indicators are defined is searched with the record."""

from django.db import migrations

from hkinno.search.functions import own_texts


class Migration(migrations.Migration):
    dependencies = [("programmes", "0002_rules"), ("registry", "0004_search")]
    operations = [
        own_texts("programmes_target", "statement_zh", "statement_en"),
        own_texts("programmes_indicator", "definition_zh", "definition_en"),
    ]
