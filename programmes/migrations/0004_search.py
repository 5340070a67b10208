"""Texts of records that were searched without them: their rows had come before their records."""

from django.db import migrations

FILL = """
update registry_searchentry
  set own_texts = array_remove(array[statement_zh, statement_en]::text[], '')
  from programmes_target where record_id = record_ptr_id;
update registry_searchentry
  set own_texts = array_remove(array[definition_zh, definition_en]::text[], '')
  from programmes_indicator where record_id = record_ptr_id;
"""


class Migration(migrations.Migration):
    dependencies = [("programmes", "0003_search"), ("registry", "0005_search_of_every_writer")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
