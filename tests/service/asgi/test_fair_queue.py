import asyncio

import pytest

from hkinno.service.asgi.application import is_export
from hkinno.service.asgi.fair_queue import FairQueue, NestedQueue


def test_clients_take_turns():
    async def run():
        queue, order = FairQueue(1, 1), []

        async def request(client):
            await queue.acquire(client)
            order.append(client)
            await asyncio.sleep(0)
            queue.release(client)

        await queue.acquire("first")
        tasks = [asyncio.create_task(request(client)) for client in "aaaabb"]
        await asyncio.sleep(0)
        queue.release("first")
        await asyncio.gather(*tasks)
        return order, queue

    order, queue = asyncio.run(run())

    assert order == ["a", "b", "a", "b", "a", "a"]
    assert (queue.free_slots, queue.running, queue.waiting) == (1, {}, {})


def test_one_client_leaves_slots_for_others():
    async def run():
        queue = FairQueue(3, 2)
        tasks = [asyncio.create_task(queue.acquire("greedy")) for _ in range(5)]
        await asyncio.sleep(0)
        await queue.acquire("other")
        running = dict(queue.running)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        queue.release("greedy")
        return running, dict(queue.running)

    during, afterwards = asyncio.run(run())
    assert during == {"greedy": 2, "other": 1}
    assert afterwards == {"greedy": 1, "other": 1}


@pytest.mark.parametrize("is_granted", [False, True])
def test_cancelled_request_takes_no_slot(is_granted):
    async def run():
        queue = FairQueue(1, 1)
        await queue.acquire("a")
        waiting = asyncio.create_task(queue.acquire("b"))
        await asyncio.sleep(0)
        if is_granted:
            queue.release("a")
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        if not is_granted:
            queue.release("a")
        return queue.free_slots

    assert asyncio.run(run()) == 1


def test_nested_queue_leaves_slots_of_the_inner_queue():
    async def run():
        inner, outer = FairQueue(2, 2), FairQueue(1, 1)
        queue = NestedQueue(outer, inner)
        await queue.acquire("a")
        second = asyncio.create_task(queue.acquire("b"))
        await inner.acquire("c")
        is_waiting = not second.done()
        queue.release("a")
        await second
        queue.release("b")
        inner.release("c")
        return is_waiting, outer.free_slots, inner.free_slots

    assert asyncio.run(run()) == (True, 1, 2)


def test_cancelled_request_takes_no_slot_of_either_queue():
    async def run():
        inner, outer = FairQueue(1, 1), FairQueue(1, 1)
        await inner.acquire("a")
        waiting = asyncio.create_task(NestedQueue(outer, inner).acquire("b"))
        await asyncio.sleep(0)
        during = outer.free_slots
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        inner.release("a")
        return during, outer.free_slots, inner.free_slots

    assert asyncio.run(run()) == (0, 1, 1)


@pytest.mark.parametrize(
    ("query", "headers", "expected"),
    [
        (b"format=jsonl", [], True),
        (b"q=a&format=csv&page=1", [], True),
        (b"format=json", [], False),
        (b"", [(b"accept", b"text/csv, */*;q=0.1")], True),
        (b"", [(b"accept", b"application/json")], False),
    ],
)
def test_exports_are_recognized(query, headers, expected):
    assert is_export({"query_string": query, "headers": headers}) is expected
