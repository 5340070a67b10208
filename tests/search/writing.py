"""The ways in which a record comes to be written."""

import json
from io import StringIO
from tempfile import NamedTemporaryFile

from django.core.management import call_command
from django.db import connection

from hkinno.registry.models import Record
from labs.models import Lab

SQL = """
insert into registry_record (id, resource, name_zh, name_en, name_en_basis, aliases, summary_zh,
    summary_en, topics, focus, stage, website, external_ids, status)
  values ('lab', 'labs', '光學實驗室', 'Optics', 'official', '[]', '', '', '{}', '[]', 'active', '',
    '{}', 'published');
insert into labs_lab (record_ptr_id, kind) values ('lab', 'joint-laboratory');
"""


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def written_by_save(name):
    lab = Lab.objects.get()
    lab.name_zh = name
    lab.save()


def written_by_update(name):
    Lab.objects.update(name_zh=name)


def written_by_bulk_update(name):
    lab = Lab.objects.get()
    lab.name_zh = name
    Record.objects.bulk_update([lab.record_ptr], ["name_zh"])


def written_by_sql(name):
    run(f"update registry_record set name_zh = '{name}'")


def written_by_loaddata(name):
    load(json.loads(dumped("registry").replace("光學實驗室", name)))


def load(rows):
    with NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(rows, file)
        file.flush()
        call_command("loaddata", file.name, verbosity=0)


def dumped(*models):
    out = StringIO()
    call_command("dumpdata", *models, stdout=out)
    return json.dumps(json.loads(out.getvalue()), ensure_ascii=False)


WRITERS = [
    written_by_save,
    written_by_update,
    written_by_bulk_update,
    written_by_sql,
    written_by_loaddata,
]
