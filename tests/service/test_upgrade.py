"""A rolling upgrade: two versions of the software run on one database, under reads and writes."""

import contextlib
import os

import httpx
import psycopg
import pytest

from hkinno.service.postgres.shared_cluster import cluster_for
from tests.chaos.clients import EVENT, Load, Reader, Writer
from tests.chaos.ledger import Ledger
from tests.chaos.observations import Observations
from tests.chaos.written_values import creations_in, values_in
from tests.later_version import create_version
from tests.live_service import LiveService, live_service, running
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.server,
    pytest.mark.slow,
    pytest.mark.untraced,
    pytest.mark.skipif(
        "DATABASE_URL" in os.environ, reason="the services are to use an embedded database"
    ),
]

KEY = "innotech-expo-2016"
READ = f"/api/v1/events/{KEY}/"
VARIABLES = {"WORKERS": "1", "RATE_LIMIT": "0"}


class Editor(Writer):
    """Edits and reads one event."""

    def __init__(self, service, number):
        super().__init__(service.port, number, Observations(), Ledger())
        assert self.login()

    def set(self, name, value):
        path = f"{EVENT}{KEY}/change/"
        assert self.save(path, self.open(path) | {name: [str(value)]})

    def read(self, path=READ, **headers):
        """Without a session, so that the answer may come from a cache."""
        return httpx.get(f"{self.http.base_url}{path}", headers=headers)

    def additions(self):
        """The columns that only one of the versions has, in the API."""
        (listed,) = self.read(f"/api/v1/events/?id__in={KEY}").json()["results"]
        row = self.read().json()
        values = {key: value for key, value in row.items() if key.startswith("addition")}
        assert values.items() <= listed.items()
        return values


@contextlib.contextmanager
def load_on(service, number):
    """A reader of a service and a writer, to both of which it must answer during the block."""
    load = Load(service.port)
    load.clients = [
        Reader(service.port, 10, load.observations),
        Writer(service.port, number, load.observations, load.ledger),
    ]
    load.start()
    try:
        wait_until(load.ledger.acknowledged)
        yield load
    finally:
        load.stop()
        for client in load.clients:
            client.http.close()
    items = load.observations.since(0)
    assert [item for item in items if item.violation or not item.is_success] == []


def manage(service, root, *arguments):
    """Run a command of the version in `root` on the database of a service."""
    other = LiveService(service.folder, root, **service.variables)
    completed = other.manage(*arguments, EXTRA_APPS="django_migration_linter")
    assert completed.returncode == 0, completed.stdout + completed.stderr


def lost_or_duplicated(service, *loads):
    socket = str(cluster_for(service.var, {}).paths.socket)
    with psycopg.connect(host=socket, user="postgres", dbname="hkinno") as connection:
        values, creations = values_in(connection), creations_in(connection)
    entries = {key: entry for load in loads for key, entry in load.ledger.entries.items()}
    return Ledger(entries).differences(values, creations)


def require_that_both_work(old, new):
    """Each reads and writes its own column, and uses nothing that the other has cached or stored.

    A save of one version leaves the column of the other as it is.
    """
    assert (old.additions(), new.additions()) == ({"addition_1": None}, {"addition_2": None})
    for number in range(2):
        old.set("addition_1", number)
        new.set("addition_2", number + 10)
        assert old.additions() == {"addition_1": number}
        assert new.additions() == {"addition_2": number + 10}


def require_that_entity_tags_differ(old, new):
    """At the same revision."""
    tags = [editor.read().headers["etag"] for editor in (old, new)]
    for editor, statuses in ((old, [304, 200]), (new, [200, 304])):
        assert [editor.read(**{"If-None-Match": tag}).status_code for tag in tags] == statuses


def test_rolling_upgrade(tmp_path):
    first, second = (create_version(number, tmp_path / str(number)) for number in (1, 2))
    contracted = create_version(2, tmp_path / "contracted", contracted=True)
    with live_service(first, **VARIABLES) as old, contextlib.ExitStack() as stack:
        new = LiveService(old.folder / "new", second, VAR_DIR=str(old.var), **VARIABLES)
        with load_on(old, 20) as old_load:
            manage(old, second, "migrate", "-v0")
            stack.enter_context(running(new))
            editors = [Editor(old, 31), Editor(new, 32)]
            for editor in editors:
                stack.callback(editor.http.close)
            with load_on(new, 21) as new_load:
                require_that_both_work(*editors)
        require_that_entity_tags_differ(*editors)
        assert old.stop() == 0
        with load_on(new, 22) as last_load:
            manage(new, contracted, "migrate", "-v0")
            editors[1].set("addition_2", 20)
            assert editors[1].additions() == {"addition_2": 20}
        manage(new, contracted, "lintmigrations", "events")
        refused = old.manage("check", "--database", "default")
        assert "does not have the migrations events.1002_contract, events.1002_expand" in (
            refused.stderr
        )
        assert lost_or_duplicated(new, old_load, new_load, last_load) == []
