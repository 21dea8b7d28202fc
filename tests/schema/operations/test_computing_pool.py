"""Queries that compute share few threads."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest

from schema.operations.computing_pool import BusyError, ComputingPool, computing_pool
from schema.operations.limits import PlanningLimits


def held(release: threading.Event) -> Callable[[Callable[[], bool]], str]:
    """Give work that ends when it is released."""

    def work(_is_abandoned: Callable[[], bool]) -> str:
        assert release.wait(10.0)
        return "done"

    return work


def test_one_more_than_run_and_wait_is_refused_with_the_limits() -> None:
    async def ask() -> None:
        pool, release = ComputingPool(1, 2), threading.Event()
        waiting = [asyncio.create_task(pool.run(held(release))) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(BusyError, match="1 computing queries run and 2 wait"):
            await pool.run(held(release))

        release.set()

        assert await asyncio.gather(*waiting) == ["done"] * 3
        assert await pool.run(held(release)) == "done"

    asyncio.run(ask())


def test_ordinary_threads_go_on_while_the_pool_is_full() -> None:
    async def ask() -> None:
        pool, release = ComputingPool(2, 50), threading.Event()
        waiting = [asyncio.create_task(pool.run(held(release))) for _ in range(52)]
        await asyncio.sleep(0)

        assert await asyncio.wait_for(asyncio.to_thread(lambda: "read"), 5.0) == "read"

        release.set()
        await asyncio.gather(*waiting)

    asyncio.run(ask())


def test_work_learns_that_its_query_was_given_up() -> None:
    async def ask() -> None:
        pool, started, ended = ComputingPool(1, 0), threading.Event(), threading.Event()

        def work(is_abandoned: Callable[[], bool]) -> None:
            started.set()
            while not is_abandoned():
                ended.wait(0.01)
            ended.set()

        query = asyncio.create_task(pool.run(work))
        assert await asyncio.to_thread(started.wait, 5.0)
        query.cancel()

        assert await asyncio.to_thread(ended.wait, 5.0)

    asyncio.run(ask())


def test_what_fails_leaves_its_place() -> None:
    async def ask() -> None:
        pool = ComputingPool(1, 0)

        def fail(_is_abandoned: Callable[[], bool]) -> None:
            raise ValueError("no")

        for _ in range(3):
            with pytest.raises(ValueError, match="no"):
                await pool.run(fail)

    asyncio.run(ask())


def test_equal_limits_share_one_pool() -> None:
    limits = PlanningLimits(queries_max=1)

    assert computing_pool(limits) is computing_pool(PlanningLimits(queries_max=1))
    assert computing_pool(limits).n_waiting == limits.queries_waiting_max
