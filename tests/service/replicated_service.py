"""The ASGI application with a primary and a replica, in this process."""

import asyncio
import contextlib
import json
from functools import partial

import psycopg
from django.db import connections

from hkinno.registry import revision
from hkinno.service.asgi.application import ASGIApplication
from hkinno.service.asgi.databases import Databases
from hkinno.service.asgi.rate_limit import RateLimit
from hkinno.service.asgi.response_cache import ResponseCache
from hkinno.service.asgi.revision_reader import RevisionReader
from hkinno.service.asgi.seen_revision import seen_revision
from hkinno.wsgi import application as wsgi_application
from tests.factories import LabFactory
from tests.service.asgi.clients import Client, wait_until

LABS = "/api/v1/labs/"


@contextlib.asynccontextmanager
async def running_service(replica, max_lag=3600):
    """A service with a thread, connected to the primary and to a replica that has caught up."""
    primary, reader = RevisionReader(0), RevisionReader(0, replica)
    databases = Databases(primary, [reader], max_lag=max_lag, required_revision=seen_revision)
    databases.poll_seconds = 0.05
    options = {"threads": 1, "client_threads": 1, "databases": databases}
    cache = ResponseCache(2**20)
    service = ASGIApplication(wsgi_application, RateLimit(0, 60), cache=cache, **options)
    polling = asyncio.create_task(databases.poll())
    try:
        await wait_until(lambda: primary.connection and reader.is_standby)
        await caught_up(service)
        yield service
    finally:
        polling.cancel()
        for database in (primary, reader):
            if database.connecting:
                await asyncio.wait([database.connecting])
            database.connecting = asyncio.Future()  # connects no more
            database.close()
        service.executor.submit(connections.close_all).result()
        service.executor.shutdown()


async def in_thread(service, function, **arguments):
    """The result of a function in the thread of the service, whose connections are closed."""
    call = partial(function, **arguments)
    return await asyncio.get_running_loop().run_in_executor(service.executor, call)


async def caught_up(service):
    """Wait until the replica has all that was written; returns the state of the data."""
    state = await in_thread(service, revision.current)
    await wait_until(lambda: service.databases.replicas[0].state == state)
    return state


async def write(service, lab):
    """Save a laboratory, and return the revision."""
    await in_thread(service, LabFactory, id=lab)
    return (await in_thread(service, revision.current)).number


async def get(service, path=LABS, **headers):
    """The JSON of a response, with its status and revision."""
    lines = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    client = await Client(service, path, headers=lines).send_body().run()
    return client.status, client.headers.get("revision"), json.loads(client.body)


@contextlib.contextmanager
def paused_replay(standby):
    """Let the standby stay at what it has during the block."""
    parameters = {"host": str(standby.paths.socket), "user": "postgres", "dbname": "postgres"}
    with psycopg.connect(**parameters, autocommit=True) as admin_connection:
        admin_connection.execute("select pg_wal_replay_pause()")
        try:
            yield
        finally:
            admin_connection.execute("select pg_wal_replay_resume()")


@contextlib.contextmanager
def connection_refused(alias):
    settings = connections[alias].settings_dict
    working, settings["PORT"] = settings["PORT"], "1"
    try:
        yield
    finally:
        settings["PORT"] = working
