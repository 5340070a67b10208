"""Commands that work on the database while the service runs."""

from __future__ import annotations

import json
import time
from urllib.parse import urlencode

import psycopg

from tests.chaos.world import ChaosError, World
from tests.chaos.written_values import values_in


def migrate(world: World) -> None:
    completed = world.service.manage("migrate", "-v0")
    if completed.returncode:
        raise ChaosError(completed.stderr[-500:])
    deadline = time.monotonic() + 30
    with world.connect() as connection:
        connection.execute("set lock_timeout = '100ms'")
        for change in ("add column chaos text", "drop column chaos"):
            while True:
                try:
                    connection.execute(f"alter table registry_record {change}")
                    break
                except psycopg.errors.LockNotAvailable:
                    if time.monotonic() > deadline:
                        raise
    world.end_cause()


def back_up(world: World) -> None:
    acknowledged = world.load.ledger.acknowledged()
    file = world.service.folder / "chaos.backup"
    completed = world.service.manage("backup", str(file), "--force")
    world.end_cause()
    if completed.returncode:
        raise ChaosError(completed.stderr[-500:])
    with world.connect() as connection:
        connection.execute("create database chaos_restored template template0 encoding 'UTF8'")
        try:
            start = time.monotonic()
            query = urlencode({"host": connection.info.host})
            url = f"postgresql://{connection.info.user}@/chaos_restored?{query}"
            restored = world.service.manage("restore", str(file), DATABASE_URL=url, SECRET_KEY="x")
            if restored.returncode:
                raise ChaosError(restored.stderr[-500:])
            world.notes.append(f"restored in {time.monotonic() - start:.1f} s")
            with psycopg.connect(
                host=connection.info.host, user="postgres", dbname="chaos_restored"
            ) as copy:
                require_acknowledged(values_in(copy), acknowledged)
        finally:
            connection.execute("drop database chaos_restored with (force)")


def require_acknowledged(values: dict[str, int], acknowledged: dict[str, int]) -> None:
    """Raises ChaosError if a value acknowledged before the backup is not in it."""
    lost = [key for key, value in acknowledged.items() if values.get(key, -1) < value]
    if lost:
        raise ChaosError(f"the backup lacks {len(lost)} acknowledged writes: {lost[:5]}")


def load_broken_fixture(world: World) -> None:
    """One good row and one that refers to a record that does not exist: neither is loaded."""
    fields = {"resource": "institutions", "name_en": "Broken", "name_zh": "損壞"}
    rows = [
        {"model": "registry.record", "pk": "chaosfixture-good", "fields": fields},
        {
            "model": "registry.record",
            "pk": "chaosfixture-bad",
            "fields": fields | {"part_of": "no-such-record"},
        },
    ]
    file = world.service.folder / "broken.json"
    file.write_text(json.dumps(rows))
    completed = world.service.manage("loaddata", str(file))
    world.end_cause()
    with world.connect() as connection:
        query = "select count(*) from registry_record where id like 'chaosfixture-%'"
        (count,) = connection.execute(query).fetchone()
    if completed.returncode == 0 or count:
        raise ChaosError(f"exit status {completed.returncode}, {count} rows loaded")
    if "no-such-record" not in completed.stderr and "chaosfixture" not in completed.stderr:
        raise ChaosError(f"the message names no row: {completed.stderr[-300:]}")
