"""Few threads for queries that compute for seconds, so that no ordinary read waits for them."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from typing import TypeVar

from schema.operations.errors import SchemaError
from schema.operations.limits import PlanningLimits

Result = TypeVar("Result")


class BusyError(SchemaError):
    """As many computing queries as are allowed run and wait already."""


class ComputingPool:
    """Threads of its own, as many as may compute at once, and a short queue before them.

    Parameters
    ----------
    n_running : int
        Queries that compute at once.
    n_waiting : int
        Queries that may wait for one of these.
    """

    def __init__(self, n_running: int, n_waiting: int) -> None:
        self.n_running, self.n_waiting = n_running, n_waiting
        self._threads = ThreadPoolExecutor(n_running, thread_name_prefix="quanmap-computing")
        self._n_pending = 0
        self._lock = threading.Lock()

    async def run(self, work: Callable[[Callable[[], bool]], Result]) -> Result:
        """Run work in a thread; it is given what tells it that nobody waits for it any more.

        Raises
        ------
        BusyError
            Where too many wait already, with the limits.
        """
        self._enter()
        is_abandoned = threading.Event()
        future = self._threads.submit(work, is_abandoned.is_set)
        future.add_done_callback(self._leave)
        try:
            return await asyncio.wrap_future(future)
        finally:
            is_abandoned.set()

    def _enter(self) -> None:
        with self._lock:
            if self._n_pending >= self.n_running + self.n_waiting:
                raise BusyError(
                    f"计算类查询已满 (运行 {self.n_running}，排队 {self.n_waiting})，请稍后再试 / "
                    f"{self.n_running} computing queries run and {self.n_waiting} wait, which is "
                    "the limit; ask again in some seconds, or start a job by startStationPlan"
                )
            self._n_pending += 1

    def _leave(self, _future: Future[Result]) -> None:
        with self._lock:
            self._n_pending -= 1


def computing_pool(limits: PlanningLimits) -> ComputingPool:
    """Give the process's pool of these limits; by default one query a core computes at once."""
    return _pool(limits.queries_max or os.cpu_count() or 1, limits.queries_waiting_max)


@lru_cache(maxsize=8)
def _pool(n_running: int, n_waiting: int) -> ComputingPool:
    return ComputingPool(n_running, n_waiting)
