import asyncio

import pytest

from hkinno.service.asgi.fair_queue import FairQueue


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
