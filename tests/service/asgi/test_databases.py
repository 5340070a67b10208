"""Which database answers a request."""

import asyncio
from unittest.mock import Mock

import pytest

from hkinno.api.pagination.cursor import get_signer
from hkinno.registry.revision import State
from hkinno.service.asgi.database_choice import DatabaseChoice
from hkinno.service.asgi.databases import Databases, Route
from hkinno.service.asgi.request_headers import read_headers
from hkinno.service.asgi.seen_revision import seen_revision
from tests.service.asgi.clients import Client, wait_until


class Reader:
    """Stands for the reader of a revision, which a test sets."""

    def __init__(self, alias, number, *, is_standby=True):
        self.alias, self.number, self.is_standby = alias, number, is_standby
        self.is_frozen = False
        self.reads = 0

    async def read(self):
        self.reads += 1
        if self.is_frozen:
            await asyncio.sleep(3600)
        return self.state

    @property
    def state(self):
        return None if self.number is None else State(self.number, None)


@pytest.fixture
def primary():
    return Reader("default", 7, is_standby=False)


@pytest.fixture
def replicas():
    return [Reader("replica1", 7), Reader("replica2", 7)]


@pytest.fixture
def databases(primary, replicas):
    return Databases(primary, replicas, required_revision=lambda scope: scope)


def choose(databases, required=0, **options):
    """The route of a request that requires a revision, or None: the primary."""
    return asyncio.run(databases.choose(required, **{"reads_state": True} | options))


def test_first_replica_answers_what_may_be_read_anywhere(databases, primary, replicas):
    assert choose(databases) == Route("replica1", State(7, None))
    assert [reader.reads for reader in (primary, *replicas)] == [0, 1, 0]


def test_choice_says_whether_any_database_answers(databases, primary, replicas):
    choice = DatabaseChoice(databases, None, 0, read_headers([]))
    answers = []

    for reader in [*replicas, primary]:
        answers.append(asyncio.run(choice.answers()))
        reader.number = None

    assert answers == [True] * 3
    assert not asyncio.run(choice.answers())


def test_replica_with_the_fewest_requests_answers(databases):
    databases.running["replica1"].add(print)

    assert choose(databases).alias == "replica2"


@pytest.mark.parametrize("reads_state", [True, False])
def test_primary_answers_what_only_it_may(databases, primary, reads_state):
    state = primary.state if reads_state else None

    assert choose(databases, None, reads_state=reads_state) == Route("default", state)


def test_without_replicas_the_primary_answers(primary):
    databases = Databases(primary)

    assert choose(databases, reads_state=False) == Route("default", None)
    assert primary.reads == 0


@pytest.mark.parametrize(
    "change",
    [{"number": None}, {"number": 6}, {"is_standby": False}],
    ids=["down", "behind what the client has seen", "promoted"],
)
def test_unusable_replica_is_left_out_and_used_again(databases, replicas, change):
    usable = {name: getattr(replicas[0], name) for name in change}
    vars(replicas[0]).update(change)
    assert choose(databases, 7).alias == "replica2"

    vars(replicas[1]).update(change)
    assert choose(databases, 7) == Route("default", State(7, None))

    vars(replicas[0]).update(usable)
    assert choose(databases, 7).alias == "replica1"


def test_replica_that_has_failed_is_not_asked_again(databases, replicas):
    assert choose(databases, failed={"replica1"}).alias == "replica2"
    assert choose(databases, failed={"replica1", "replica2"}).alias == "default"
    assert [reader.reads for reader in replicas] == [0, 1]


def test_replica_that_lags_is_left_out_while_there_is_a_primary(databases, primary, replicas):
    databases.primary_revisions = (9, 9)
    primary.number = 9
    assert choose(databases).alias == "default"

    primary.number, replicas[1].number = None, 8
    assert choose(databases) == Route("replica2", State(8, None))
    assert choose(databases, 9) == Route("default", None)


def test_state_that_the_client_is_ahead_of_is_left_to_django(databases):
    assert choose(databases, 8) == Route("default", None)


def test_poll_remembers_what_the_primary_had(databases, primary):
    databases.poll_seconds = 0

    async def poll():
        task = asyncio.create_task(databases.poll())
        await wait_until(lambda: databases.primary_revisions == (7, 7))
        primary.number = 9
        await wait_until(lambda: databases.primary_revisions == (9, 9))
        primary.is_frozen = True
        reads = primary.reads
        await wait_until(lambda: primary.reads > reads + 2)
        primary.is_frozen, primary.number = False, None
        reads = primary.reads
        await wait_until(lambda: primary.reads > reads + 2)
        task.cancel()

    asyncio.run(poll())

    assert databases.primary_revisions == (9, 9)


def test_without_replicas_nothing_is_polled(primary):
    asyncio.run(Databases(primary).poll())

    assert primary.reads == 0


def test_queries_of_a_lost_replica_are_ended(databases, replicas):
    end_query = Mock()

    async def lose():
        databases.running["replica1"].add(end_query)
        replicas[0].on_lost()
        replicas[1].on_lost()
        await wait_until(lambda: end_query.called)

    asyncio.run(lose())

    assert end_query.call_count == 1


TAGS = b'"3-%s", W/"4-%s"' % (b"0" * 32, b"f" * 32)
CURSOR = get_signer().sign_object({"revision": 5})


@pytest.mark.parametrize(
    ("revision", "path", "options"),
    [
        (0, "/api/v1/labs/", {}),
        (0, "/api/v1/labs/", {"method": "HEAD"}),
        (0, "/zh-hant/labs/", {"headers": [(b"cookie", b"theme=dark")]}),
        (0, "/sitemap.xml", {}),
        (0, "/api/v1/match/", {"method": "POST"}),
        (0, "/api/v1/reconcile/en/", {"method": "POST"}),
        (0, "/mcp/", {"method": "POST"}),
        (4, "/api/v1/labs/", {"headers": [(b"min-revision", b"4")]}),
        (0, "/api/v1/labs/", {"headers": [(b"min-revision", b"four")]}),
        (4, "/api/v1/labs/", {"headers": [(b"cookie", b"a=1; revision=4")]}),
        (0, "/api/v1/labs/", {"headers": [(b"cookie", b"revision=x")]}),
        (
            4,
            "/api/v1/",
            {"headers": [(b"if-none-match", b'"3-%s", W/"4-%s"' % (2 * (b"0" * 32,)))]},
        ),
        (0, "/api/v1/", {"headers": [(b"if-none-match", b'"another", *')]}),
        (5, "/api/v1/labs/", {"query": b"page_size=5&cursor=" + CURSOR.encode()}),
        (0, "/api/v1/labs/", {"query": b"cursor=*"}),
        (None, "/api/v1/labs/", {"headers": [(b"cookie", b"sessionid=x")]}),
        (None, "/api/v1/labs/", {"method": "POST"}),
        (None, "/api/v1/labs/", {"method": "DELETE"}),
        (None, "/admin/", {}),
        (None, "/metrics", {}),
    ],
)
def test_revision_that_a_client_has_seen(revision, path, options):
    options = {"query": b""} | options
    query = options.pop("query")
    scope = Client(None, path, **options).scope | {"query_string": query}

    assert seen_revision(scope) == revision
