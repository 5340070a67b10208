"""The ways to write a record: the ORM, SQL and fixtures."""

import json
from io import StringIO
from tempfile import NamedTemporaryFile

from django.core.management import call_command

from hkinno.registry.models import Record
from labs.models import Lab
from tests.search.sql import run_sql

INSERT_LAB = """
insert into registry_record (id, resource, name_zh, name_en, name_en_basis, aliases, summary_zh,
    summary_en, topics, focus, stage, website, external_ids, status)
  values ('lab', 'labs', '光學實驗室', 'Optics', 'official', '[]', '', '', '{}', '[]', 'active', '',
    '{}', 'published');
insert into labs_lab (record_ptr_id, kind) values ('lab', 'joint-laboratory');
"""


def write_with_save(name):
    lab = Lab.objects.get()
    lab.name_zh = name
    lab.save()


def write_with_update(name):
    Lab.objects.update(name_zh=name)


def write_with_bulk_update(name):
    lab = Lab.objects.get()
    lab.name_zh = name
    Record.objects.bulk_update([lab.record_ptr], ["name_zh"])


def write_with_sql(name):
    run_sql(f"update registry_record set name_zh = '{name}'")


def write_with_loaddata(name):
    load_fixtures(json.loads(dump_fixtures("registry").replace("光學實驗室", name)))


def load_fixtures(rows):
    with NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(rows, file)
        file.flush()
        call_command("loaddata", file.name, verbosity=0)


def dump_fixtures(*models):
    out = StringIO()
    call_command("dumpdata", *models, stdout=out)
    return json.dumps(json.loads(out.getvalue()), ensure_ascii=False)


WRITERS = [
    write_with_save,
    write_with_update,
    write_with_bulk_update,
    write_with_sql,
    write_with_loaddata,
]
