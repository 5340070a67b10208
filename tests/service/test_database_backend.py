"""Connections to a server that is frozen (SIGSTOP) end in time, also by a unix socket."""

import contextlib
import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psutil
import pytest
from django.db import OperationalError, connections, transaction

from hkinno.service.database_backend.base import one_failure
from hkinno.service.postgres.postmaster import read_postmaster
from tests.live_service import free_port
from tests.service.postgres.servers import connect
from tests.waiting import wait_until

pytestmark = pytest.mark.server


@pytest.fixture
def wrapper(cluster, django_db_setup, django_db_blocker, request):
    """Django's connection to a cluster of its own, with a limit of a second.

    By its unix socket, or with the parameter "tcp" by TCP. Django asks the default database for
    the types of each new connection, so that there has to be one.
    """
    address = {"HOST": str(cluster.paths.socket), "PORT": ""}
    if getattr(request, "param", "") == "tcp":
        address = {"HOST": "127.0.0.1", "PORT": str(free_port())}
        listen = {"listen_addresses": address["HOST"], "port": address["PORT"]}
        cluster = replace(cluster, settings={**cluster.settings, **listen})
    cluster.start()
    wrapper = connections["default"].copy()
    wrapper.settings_dict = wrapper.settings_dict | {
        **address,
        "NAME": "hkinno",
        "USER": "hkinno",
        "PASSWORD": "",
        "OPTIONS": {"response_timeout": 3.0, "connect_timeout": 2},
    }
    with django_db_blocker.unblock():
        yield wrapper
        wrapper.close()


@contextlib.contextmanager
def frozen(cluster):
    """Stop all processes of the server during the block."""
    server = psutil.Process(read_postmaster(cluster.paths.data).pid)
    processes = [server, *server.children()]
    for process in processes:
        process.suspend()
    try:
        yield
    finally:
        for process in processes:
            process.resume()


def select_one(wrapper):
    with wrapper.cursor() as cursor:
        cursor.execute("select 1")
        return cursor.fetchone()


@pytest.mark.parametrize("wrapper", ["socket", "tcp"], indirect=True)
def test_frozen_server_is_given_up_and_used_again(cluster, wrapper):
    assert select_one(wrapper) == (1,)
    with frozen(cluster):
        with pytest.raises(OperationalError) as error:
            select_one(wrapper)
        assert str(error.value) == "PostgreSQL did not answer within 3.0 s."
        assert not wrapper.is_usable()
        wrapper.close()
        with pytest.raises(OperationalError, match="connection timeout expired"):
            wrapper.ensure_connection()

    assert select_one(wrapper) == (1,)


def test_transaction_on_a_frozen_server_ends(cluster, wrapper, monkeypatch):
    monkeypatch.setattr(transaction, "get_connection", lambda using: wrapper)

    select_one(wrapper)
    with frozen(cluster), pytest.raises(OperationalError), transaction.atomic():
        select_one(wrapper)

    assert select_one(wrapper) == (1,)


def test_kept_connection_to_a_frozen_server_is_not_usable(cluster, wrapper):
    assert not wrapper.is_usable()
    select_one(wrapper)

    assert wrapper.is_usable()
    with frozen(cluster):
        assert not wrapper.is_usable()


@pytest.fixture
def attempts(wrapper, monkeypatch):
    """The connections that `wrapper` has asked for, or tried to."""
    attempts, connect_to = [], wrapper.get_new_connection

    def get_new_connection(parameters):
        attempts.append(parameters)
        return connect_to(parameters)

    monkeypatch.setattr(wrapper, "get_new_connection", get_new_connection)
    return attempts


def test_request_waits_once_for_a_server_that_does_not_answer_a_query(cluster, wrapper, attempts):
    """A transaction closes its connection, and the next query would ask for another one."""
    with one_failure(wrapper):
        select_one(wrapper)
        with frozen(cluster):
            with pytest.raises(OperationalError, match="did not answer within"):
                select_one(wrapper)
            wrapper.close()
            for _ in range(2):
                with pytest.raises(OperationalError, match="did not answer an earlier query"):
                    select_one(wrapper)
    assert len(attempts) == 1

    with one_failure(wrapper):
        assert select_one(wrapper) == (1,)


def test_request_tries_one_connection_after_a_failed_check(cluster, wrapper, attempts):
    wrapper.settings_dict["CONN_HEALTH_CHECKS"] = True
    select_one(wrapper)
    wrapper.checked_at, wrapper.health_check_done = 0, False
    with frozen(cluster), one_failure(wrapper):
        for _ in range(3):
            with pytest.raises(OperationalError, match="connection timeout expired"):
                select_one(wrapper)

    assert len(attempts) == 2
    assert select_one(wrapper) == (1,)  # no request, as in a command
    assert len(attempts) == 3


def test_command_connects_again_after_each_failure(wrapper, attempts):
    wrapper.settings_dict["PORT"] = "1"
    for _ in range(2):
        with pytest.raises(OperationalError):
            wrapper.ensure_connection()

    assert len(attempts) == 2


def test_error_of_the_server_leaves_the_connection_open(wrapper):
    with wrapper.cursor() as cursor:
        cursor.execute("set statement_timeout = 1")
        with pytest.raises(OperationalError, match="statement timeout"):
            cursor.execute("select pg_sleep(60)")

    assert wrapper.is_usable()


def test_terminated_connection_is_an_error_at_once(cluster, wrapper):
    select_one(wrapper)
    with connect(cluster, "postgres") as superuser:
        superuser.execute(
            "select pg_terminate_backend(pid, 60000) from pg_stat_activity where usename = 'hkinno'"
        )

    with pytest.raises(OperationalError):
        select_one(wrapper)


def test_command_has_no_limit(wrapper):
    wrapper.settings_dict["OPTIONS"] = {}
    wrapper.connect()

    assert wrapper.connection.response_timeout is None


@pytest.mark.parametrize("end", ["closed", "terminated"])
def test_ended_connection_is_replaced_by_the_next_request(wrapper, end):
    wrapper.settings_dict["CONN_HEALTH_CHECKS"] = True
    wrapper.connect()
    wrapper.close_if_health_check_failed()
    wrapper.health_check_done = False
    wrapper.close_if_health_check_failed()  # checked a moment ago
    assert wrapper.connection is not None

    if end == "closed":
        wrapper.connection.close()
    else:
        with pytest.raises(OperationalError):
            wrapper.cursor().execute("select pg_terminate_backend(pg_backend_pid())")
    wrapper.health_check_done = False
    wrapper.close_if_health_check_failed()

    assert wrapper.connection is None
    assert select_one(wrapper) == (1,)


NUMBERS = itertools.count()
CANCEL_COMMIT = "select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'"


@pytest.mark.parametrize("is_atomic", [True, False])
def test_commit_that_no_standby_has_confirmed_is_an_error(cluster, wrapper, monkeypatch, is_atomic):
    monkeypatch.setattr(transaction, "get_connection", lambda using: wrapper)
    wrapper.settings_dict["OPTIONS"] = {"options": "-c synchronous_commit=on"}
    with connect(cluster, "postgres") as superuser, ThreadPoolExecutor() as executor:
        superuser.autocommit = True
        superuser.execute("alter system set synchronous_standby_names = 'nobody'")
        superuser.execute("select pg_reload_conf()")
        wait_until(lambda: setting(wrapper, "synchronous_standby_names") == "nobody")
        canceled = executor.submit(wait_until, lambda: superuser.execute(CANCEL_COMMIT).fetchone())
        # The first ones may be committed: what makes them wait reads the setting last.
        with pytest.raises(OperationalError, match="No standby has confirmed"):
            wait_until(lambda: create_table(wrapper, is_atomic=is_atomic))

    assert canceled.result() == (True,)
    assert select_one(wrapper) == (1,)


def create_table(wrapper, *, is_atomic):
    with transaction.atomic() if is_atomic else contextlib.nullcontext():
        wrapper.cursor().execute(f"create table written_{next(NUMBERS)} ()")


def setting(wrapper, name):
    with wrapper.cursor() as cursor:
        cursor.execute("select current_setting(%s)", [name])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(("pool_mode", "name"), [("session", str), ("transaction", type(None))])
def test_rows_outside_of_a_transaction_need_a_session_for_a_cursor(wrapper, pool_mode, name):
    wrapper.settings_dict["OPTIONS"]["pool_mode"] = pool_mode
    with wrapper.chunked_cursor() as cursor:
        cursor.execute("select 1")
        assert cursor.fetchall() == [(1,)]
        assert type(getattr(cursor, "name", None)) is name
