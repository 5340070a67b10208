"""Fixtures for all tests, and the temporary database.

Without DATABASE_URL, every run starts a PostgreSQL cluster, shared by its worker processes.
"""

import os
import shutil
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import psycopg
import pytest
from coverage import Coverage
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, connections, transaction
from django.test import Client
from django.utils import translation

from hkinno.api import revision_cache
from hkinno.registry.rest import documents, kept_searches
from hkinno.service import postgres
from hkinno.service.postgres.configuration import DISPOSABLE
from tests.fixture_snapshot import FOLDER, load_registry
from tests.flushed_rows import copy_rows_after_flush

COVERAGE_OF_PROCESSES = "COVERAGE_PROCESS_CONFIG"  # read by Python processes as they start


def new_folder() -> Path:
    """A new folder with a short path that is accessible to the account of PostgreSQL."""
    folder = Path(tempfile.mkdtemp(prefix="hkinno-", dir="/tmp"))
    folder.chmod(0o755)
    return folder


def is_worker(config) -> bool:
    """Whether this process is a worker of pytest-xdist."""
    return hasattr(config, "workerinput")


# Slow machines must not fail tests.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")


def pytest_configure(config):
    os.environ["DUMP_INTERVAL"] = "0"  # for the services that tests start
    # Tests start many processes, each of which would compile the project and the tests again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    copy_rows_after_flush()
    settings.WHITENOISE_AUTOREFRESH = True  # looks up each file instead of listing all of them
    if not is_worker(config):
        os.environ[FOLDER] = str(new_folder())


def pytest_xdist_auto_num_workers():
    """One worker more than processors: tests wait for PostgreSQL and for services."""
    return os.cpu_count() + 1


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Begin with the slow tests in each process, so that none is left for the end of the run.

    pytest-xdist gives every worker an equal part of the list, in order, and lets one that has
    finished take tests from the end of another's. Tests of a module stay together. Untraced tests
    come last: what is made once in a process, such as a cache, is made in a traced test. The
    longest of them come first, which are alone in their module.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    untraced = [item for item in items if "untraced" in item.keywords]
    traced = [item for item in items if "untraced" not in item.keywords]
    slow = [item for item in traced if "slow" in item.keywords]
    others = [item for item in traced if "slow" not in item.keywords]
    sizes = Counter(item.path for item in untraced)
    untraced.sort(key=lambda item: sizes[item.path])
    items[:] = []
    for worker in range(workers):
        for part in (slow, others, untraced):
            start, end = (len(part) * number // workers for number in (worker, worker + 1))
            items += part[start:end]


@contextmanager
def traced_unless_marked(node):
    """Trace neither this process nor its children, if `node` is marked `untraced`."""
    tracer = Coverage.current() if "untraced" in node.keywords else None
    if tracer is None:
        yield
        return
    configuration = os.environ.pop(COVERAGE_OF_PROCESSES, None)
    tracer.stop()
    try:
        yield
    finally:
        tracer.start()
        if configuration:
            os.environ[COVERAGE_OF_PROCESSES] = configuration


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    with traced_unless_marked(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """Cases of schemathesis are made here. A module has its markers only after its import."""
    with traced_unless_marked(collector):
        return (yield)


def pytest_terminal_summary(terminalreporter):
    """Print figures that tests measured (`record_property("figures", …)`), from all processes."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, value in report.user_properties:
                if name == "figures":
                    terminalreporter.write_line(value)


def pytest_unconfigure(config):
    if not is_worker(config):
        shutil.rmtree(os.environ.pop(FOLDER))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Connect the tests to the cluster of this session, started by the first process to need it.

    No statement timeouts, as machines may be slow.
    """
    connections["default"].settings_dict["OPTIONS"] |= {"options": "", "response_timeout": None}
    if os.environ.get("DATABASE_URL"):
        yield
        return
    var = Path(os.environ[FOLDER])
    with postgres.running(var, DISPOSABLE):
        connections["default"].settings_dict |= {
            "HOST": str(postgres.socket_directory(var)),
            # Tests create databases, and switch triggers off to load rows faster.
            "USER": postgres.SUPERUSER,
        }
        yield


@pytest.fixture(autouse=True)
def default_language():
    """The language of the last request stays active in a thread until the next one."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def no_kept_values():
    """What another test has kept costs a query that tells its data from those of this one."""
    revision_cache.values.clear()
    kept_searches.searches.clear()


@pytest.fixture
def create_database(django_db_setup, django_db_blocker):
    """A function that creates a second database and returns its connection parameters for libpq.

    Its argument is the options of CREATE DATABASE. The database is dropped after the test.
    """
    tests = connections["default"].get_connection_params()
    tests = {
        key: tests[key] for key in ("host", "port", "user", "password", "dbname") if key in tests
    }
    other = tests | {"dbname": f"{tests['dbname']}_other"}

    def create(options):
        admin_connection.execute(f"create database {other['dbname']} {options}")
        return other

    with psycopg.connect(**tests, autocommit=True) as admin_connection:
        yield create
        admin_connection.execute(f"drop database {other['dbname']} with (force)")


@pytest.fixture
def folder():
    """A temporary folder that is accessible to the account of PostgreSQL."""
    path = new_folder()
    yield path
    shutil.rmtree(path)


@pytest.fixture
def persistent_connection(db):
    """Keep requests from closing the connection of the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def registry(django_db_setup, django_db_blocker):
    """A client of a registry that contains the committed fixtures.

    They are loaded once per module, in a transaction around those of its tests that is rolled back
    after the last one. Tests with this fixture must be marked `django_db`.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        load_registry()
        yield Client()
        transaction.set_rollback(True)


@pytest.fixture
def stored_documents(db, monkeypatch):
    """Store documents in the transaction of the test, as the service does outside of one.

    Each write gets a version of its own, as if it were a transaction of its own.
    """
    monkeypatch.setattr(documents, "may_store_documents", lambda: True)
    with connection.cursor() as cursor:
        cursor.execute(
            "create or replace function public.registry_next_revision() returns bigint "
            "language sql as $$ update public.registry_revision set number = number + 1, "
            "changed_at = clock_timestamp() where id = 1 returning number $$"
        )
