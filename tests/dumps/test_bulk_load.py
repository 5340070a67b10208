"""Set-based loading leaves what row triggers leave, and the schema as it was."""

from contextlib import nullcontext
from statistics import correlation

import orjson
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models.expressions import RawSQL

from hkinno.dumps import load
from hkinno.dumps.write import DESCRIPTOR, file_hash
from hkinno.registry.models import Record
from hkinno.registry.models.revision import GoneRecord
from hkinno.registry.models.search_index import SearchEntry
from labs.models import Lab
from tests.benchmark.registry import Registry, write_registry
from tests.dumps.dump_client import clear_registry, create_full_registry, dump
from tests.factories import FACTORIES

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

APPS = ("registry", "labs", "programmes", "events")
# Times, serial numbers, and the transaction that wrote last.
VARYING = ["created_at", "updated_at", "changed_at", "writer"]
SERIAL = {"registry_change", "registry_mergedreference"}
SCHEMA = {
    "indexes": "select indexdef from pg_indexes where schemaname = 'public'",
    "constraints": "select concat(conname, pg_get_constraintdef(oid)) from pg_constraint",
    "triggers": "select concat(tgname, tgenabled, pg_get_triggerdef(oid)) from pg_trigger"
    " where not tgisinternal",
}


def select(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return sorted((row[0] for row in cursor.fetchall()), key=str)


def all_rows():
    """The rows of each table as JSON, without what differs from load to load."""
    tables = [
        model._meta.db_table for name in APPS for model in apps.get_app_config(name).get_models()
    ]
    return {
        table: select(
            f"select to_jsonb(t) - %s::text[] from {table} t",
            [*VARYING, *(["id"] if table in SERIAL else [])],
        )
        for table in tables
    }


def schema():
    return {name: select(statement) for name, statement in SCHEMA.items()}


def load_into_empty_registry(folder):
    clear_registry()
    call_command("load_dump", folder)
    return all_rows()


@pytest.fixture
def row_triggers(monkeypatch):
    """Lets `load_dump` copy rows while all triggers are enabled."""

    def enable():
        monkeypatch.setattr(load, "bulk_load", lambda step: nullcontext(0))

    return enable


def create_registry_with_merges():
    """All fields of all kinds, and a duplicate whose names the survivor has lost since."""
    create_full_registry()
    FACTORIES["labs"](id="duplicate", name_en="Other name", external_ids={"wikidata": ["Q1"]})
    Record.objects.filter(pk="duplicate").update(merged_into_id="a-labs")
    Record.objects.filter(pk="a-labs").update(aliases=[])


def rewrite(folder, table, change, n=0):
    """Change the nth row of a file of a dump, and its hash."""
    file = folder / f"{table}.jsonl"
    rows = [orjson.loads(line) for line in file.read_bytes().splitlines()]
    change(rows[n])
    file.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    resources = [{"path": path.name, "hash": file_hash(path)} for path in folder.glob("*.jsonl")]
    (folder / DESCRIPTOR).write_bytes(orjson.dumps({"files": resources}))


def test_loading_leaves_the_rows_that_row_triggers_leave(folder, row_triggers):
    create_registry_with_merges()
    dump(folder)
    before = schema()

    bulk = load_into_empty_registry(folder / "current")

    assert schema() == before
    assert {table for table, rows in bulk.items() if not rows} == {
        "registry_document",
        "registry_gonerecord",
    }
    row_triggers()
    assert load_into_empty_registry(folder / "current") == bulk


def test_search_entries_are_loaded_in_order_of_prominence(tmp_path):
    write_registry(tmp_path, Registry(30))
    clear_registry()
    call_command("load_dump", tmp_path)

    keys = SearchEntry.objects.values_list("prominence", "record")
    by_block = list(keys.order_by(RawSQL("ctid", ())))
    ranks = [sorted(by_block).index(key) for key in by_block]

    # A row may take the place of a deleted one.
    assert correlation(range(len(ranks)), ranks) > 0.95


def test_references_to_merged_records_are_redirected_as_by_row_triggers(tmp_path, row_triggers):
    write_registry(tmp_path, Registry(30))
    rewrite(tmp_path, "institutions", lambda row: row.update(merged_into="institution-0000"), n=1)
    bulk = load_into_empty_registry(tmp_path)

    assert Lab.objects.filter(host="institution-0000").exists()
    assert not Lab.objects.filter(host="institution-0001").exists()
    row_triggers()
    assert load_into_empty_registry(tmp_path) == bulk


@pytest.fixture
def generated(tmp_path):
    write_registry(tmp_path, Registry(5))
    return tmp_path


@pytest.mark.parametrize(
    ("table", "values", "message"),
    [
        ("labs", {"name_zh": None}, "a name in Chinese and one in English are required"),
        ("statements", {"property": "nonsense"}, "is not a known property"),
        ("sources", {"kind": "official-page", "sha256": None}, "only an article prints"),
        ("labs", {"id": "gone-lab"}, "was deleted and is never used again"),
        ("labs", {"host": "no-institution"}, "violates foreign key constraint"),
        ("labs", {"kind": "nonsense"}, "lab_kind_is_known"),
        ("relations", {"role": "venue"}, "relation_role_joins_what_it_may"),
        ("labs", {"established": "soon"}, r"labs\.jsonl, line 1: .*soon"),
    ],
)
def test_dump_that_breaks_a_rule_is_not_loaded(generated, table, values, message):
    clear_registry()
    GoneRecord.objects.create(id="gone-lab", resource="labs")
    rewrite(generated, table, lambda row: row.update(values))
    before = schema()

    with pytest.raises(CommandError, match=message):
        call_command("load_dump", generated)

    assert not Record.objects.exists()
    assert schema() == before


def test_dump_without_a_column_is_not_loaded(generated):
    clear_registry()
    rewrite(generated, "labs", lambda row: row.pop("kind"))

    with pytest.raises(CommandError, match=r"labs\.jsonl, line 1: there is no “kind”"):
        call_command("load_dump", generated)
