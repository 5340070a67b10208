"""Requests that a streaming replica of the tests' own cluster answers."""

import asyncio
import json
import os
import shutil
import threading
from functools import partial
from unittest.mock import AsyncMock

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections

from hkinno.registry.models import Document
from hkinno.registry.rest.primary import MAX_WAITING, executor, run_with_primary
from hkinno.service.database_backend.base import DatabaseWrapper
from hkinno.service.database_backend.routing import default_connection
from tests.conftest import new_folder
from tests.factories import LabFactory
from tests.service.asgi.clients import Client, wait_until
from tests.service.replicated_service import (
    LABS,
    caught_up,
    connection_refused,
    get,
    paused_replay,
    running_service,
    write,
)
from tests.service.replication import create_standby, database_alias

pytestmark = [
    pytest.mark.server,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "DATABASE_URL" in os.environ, reason="the cluster of the tests is not the embedded one"
    ),
]


@pytest.fixture(scope="module")
def standby(django_db_setup):
    folder = new_folder()
    cluster = create_standby(connections[DEFAULT_DB_ALIAS].settings_dict["HOST"], folder)
    yield cluster
    cluster.stop()
    shutil.rmtree(folder)


@pytest.fixture
def replica(standby, monkeypatch):
    """The alias of the standby in DATABASES."""
    # Django's tests allow no connections but those of the default database.
    monkeypatch.setattr(DatabaseWrapper, "ensure_connection", ensure_connection, raising=False)
    with database_alias("replica1", HOST=str(standby.paths.socket)) as alias:
        yield alias


def ensure_connection(wrapper):
    if wrapper.connection is None:
        with wrapper.wrap_database_errors:
            wrapper.connect()


def test_client_reads_its_own_write_whatever_the_replica_has(standby, replica):
    LabFactory(id="first")

    async def main():
        async with running_service(replica) as service:
            with paused_replay(standby):
                before = service.databases.replicas[0].state.number
                after = await write(service, "second")
                # Nobody knows that this client has seen more.
                status, stated, labs = await get(service)
                assert (status, stated, labs["count"]) == (200, str(before), 1)
                for headers in ({"min_revision": str(after)}, {"cookie": f"revision={after}"}):
                    status, stated, labs = await get(service, **headers)
                    assert (status, stated, labs["count"]) == (200, str(after), 2)
                assert (await get(service, min_revision=str(after + 1)))[0] == 503
            await caught_up(service)
            status, stated, labs = await get(service)
            assert (stated, labs["count"]) == (str(after), 2)

    asyncio.run(main())


def test_replica_that_lags_is_left_out_until_it_has_caught_up(standby, replica):
    async def main():
        async with running_service(replica, max_lag=0.1) as service:
            databases = service.databases
            with paused_replay(standby):
                after = await write(service, "lab")
                await wait_until(lambda: databases.primary_revisions == (after, after))
                assert (await get(service))[:2] == (200, str(after))
                route = await databases.choose(Client(service).scope, reads_state=True)
                assert route.alias == DEFAULT_DB_ALIAS
            state = await caught_up(service)
            route = await databases.choose(Client(service).scope, reads_state=True)
            assert route == (replica, state)

    asyncio.run(main())


@pytest.mark.parametrize("loses_primary", [False, True])
def test_request_of_a_replica_that_fails_is_repeated_elsewhere(replica, caplog, loses_primary):
    LabFactory(id="lab", name_en="Laboratory of Everything")
    body = json.dumps({"texts": [{"text": "Laboratory of Everything"}]})

    async def main():
        async with running_service(replica) as service:
            if loses_primary:
                service.databases.primary.read = AsyncMock(return_value=None)
            # Threads cannot connect to the replica, which the event loop is connected to.
            with connection_refused(replica):
                post = Client(service, "/api/v1/match/", method="POST", headers=JSON)
                posted = await post.send_body(body.encode()).run()
                page = await Client(service, "/en/labs/").send_body().run()
                return page, await get(service), posted

    page, labs, posted = asyncio.run(main())

    assert page.status == 200
    assert labs[2]["count"] == 1
    assert posted.status == 200


JSON = [(b"content-type", b"application/json")]


def test_reads_go_on_without_the_primary(replica):
    LabFactory(id="lab")

    async def main():
        async with running_service(replica) as service:
            primary = service.databases.primary
            primary.close()
            with connection_refused(DEFAULT_DB_ALIAS):
                before = [await get(service), await get(service, "/readyz")]
                login = await Client(service, "/admin/login/", method="POST").send_body().run()
            return *before, login

    labs, ready, login = asyncio.run(main())

    assert (labs[0], labs[2]["count"]) == (200, 1)
    assert ready[0] == 200
    assert login.status in (403, 503)


def test_cursor_walk_does_not_go_back_to_an_older_state(standby, replica):
    for number in range(3):
        LabFactory(id=f"lab-{number}")

    async def main():
        async with running_service(replica) as service:
            with paused_replay(standby):
                after = str(await write(service, "lab-3"))
                walk = partial(Client, service)
                first = walk(LABS, headers=[(b"min-revision", after.encode())])
                first.scope["query_string"] = b"cursor=*&page_size=2"
                await first.send_body().run()
                second = walk(LABS)
                following = json.loads(first.body)["next"]
                second.scope["query_string"] = following.partition("?")[2].encode()
                await second.send_body().run()
                return after, first, second

    after, first, second = asyncio.run(main())

    assert first.headers["revision"] == second.headers["revision"] == after
    ids = [lab["id"] for page in (first, second) for lab in json.loads(page.body)["results"]]
    assert ids == ["lab-0", "lab-1", "lab-2", "lab-3"]


def test_readers_know_which_server_is_a_standby(replica):
    async def main():
        async with running_service(replica) as service:
            await service.databases.primary.read()
            return [
                reader.is_standby
                for reader in (service.databases.primary, *service.databases.replicas)
            ]

    assert asyncio.run(main()) == [False, True]


def test_default_connection_is_that_of_the_replica_during_a_block(replica):
    primary = connections[DEFAULT_DB_ALIAS]

    with default_connection(replica):
        assert connection.alias == replica
        with connection.cursor() as cursor:
            cursor.execute("select pg_is_in_recovery()")
            assert cursor.fetchone() == (True,)
    assert connections[DEFAULT_DB_ALIAS] is primary
    with default_connection(DEFAULT_DB_ALIAS):
        assert connections[DEFAULT_DB_ALIAS] is primary


def test_connection_that_has_refused_a_write_is_not_used_again(replica):
    wrapper = connections[replica]
    with wrapper.cursor() as cursor, pytest.raises(Exception, match="read-only") as error:
        cursor.execute("delete from registry_document")

    assert error.value.__cause__.sqlstate == "25006"
    assert not wrapper.is_usable()
    wrapper.close_if_unusable_or_obsolete()
    assert wrapper.connection is None


def test_documents_that_a_replica_lacks_are_stored_by_the_primary(client, replica):
    LabFactory(id="lab")

    async def main():
        async with running_service(replica) as service:
            return await get(service, f"{LABS}lab/")

    assert asyncio.run(main())[2]["id"] == "lab"
    executor.submit(int).result()  # what was submitted before is done
    (document,) = Document.objects.all()
    assert document.id == "record/lab"


def test_primary_that_does_not_answer_is_not_waited_for(replica, caplog):
    LabFactory(id="lab")
    caplog.set_level("INFO")

    async def main():
        async with running_service(replica) as service:
            service.databases.primary.close()
            with connection_refused(DEFAULT_DB_ALIAS):
                response = await get(service, f"{LABS}lab/")
                executor.submit(int).result()
            return response

    assert asyncio.run(main())[0] == 200
    assert "Documents were not stored: " in caplog.text
    assert not Document.objects.exists()


def test_no_more_than_some_calls_wait_for_the_primary():
    calls, may_end = [], threading.Event()
    for number in range(MAX_WAITING + 1):
        run_with_primary(lambda number=number: may_end.wait() and calls.append(number))
    may_end.set()
    executor.submit(int).result()

    assert calls == list(range(MAX_WAITING))
    run_with_primary(partial(calls.append, "next"))
    executor.submit(int).result()
    assert calls[-1] == "next"
