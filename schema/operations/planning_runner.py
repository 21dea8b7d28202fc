"""The planning jobs of a server: each in a spawned process, so many at once as are allowed."""

from __future__ import annotations

import logging
import multiprocessing
import os
import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess

from db.engine import Database
from db.repositories import planning_job
from schema.operations.limits import Limits
from schema.operations.planning_worker import Address, run_job

logger = logging.getLogger("quanmap.planning")

LOOK_EVERY_S = 0.5
LOST_AFTER = timedelta(seconds=20)
_CRASHED = (
    "规划进程意外结束 (退出码 {code})，可能是内存不足 / the planning process ended unexpectedly "
    "(exit code {code}), perhaps for lack of memory; give a smaller scope or fewer candidates"
)


@dataclass(eq=False)
class PlanningRunner:
    """Takes waiting jobs from the table and runs each in a process of its own.

    Several servers on one database share the jobs: each is claimed by one. The number of jobs that
    run at once is counted over all of them.

    Parameters
    ----------
    address : Address
        Of the database, for this and the spawned processes.
    limits : Limits
    n_processes : int
        The most jobs that run at once.
    lost_after : timedelta
        A running job that was not heard of for so long is run anew.
    """

    address: Address
    limits: Limits
    n_processes: int
    lost_after: timedelta = LOST_AFTER
    _running: dict[str, tuple[int, BaseProcess]] = field(default_factory=dict)
    _ended: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator[PlanningRunner]:
        """Run jobs meanwhile; at the end, those that still run wait again for the next start."""
        thread = threading.Thread(target=self._run, name="planning", daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._ended.set()
            thread.join()

    def _run(self) -> None:
        database = self.address.open()
        try:
            while not self._ended.wait(LOOK_EVERY_S):
                try:
                    self._reap(database)
                    self._claim(database)
                except Exception as error:  # noqa: BLE001 (the database may be away for a while)
                    logger.warning("planning jobs could not be looked at: %s", error)
            self._release(database)
        finally:
            database.dispose()

    def _claim(self, database: Database) -> None:
        if len(self._running) >= self.n_processes:
            return
        now = datetime.now(tz=UTC)
        # Read first: on SQLite a write locks every other one out, if only for a moment.
        with database.read() as session:
            if not planning_job.is_claimable(session, at=now, lost_after=self.lost_after):
                return
        runner = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex}"[-200:]
        with database.write() as session:
            job_id = planning_job.claim(
                session,
                runner=runner,
                at=now,
                most_running=self.n_processes,
                lost_after=self.lost_after,
            )
        if job_id is None:
            return
        # Spawned, not forked: a fork would copy locks that other threads of the server hold.
        process = multiprocessing.get_context("spawn").Process(
            target=run_job, args=(self.address, job_id, runner, self.limits), daemon=True
        )
        process.start()
        self._running[runner] = job_id, process
        logger.info("planning job %s runs in process %s", job_id, process.pid)

    def _reap(self, database: Database) -> None:
        for runner, (job_id, process) in list(self._running.items()):
            if process.is_alive():
                continue
            process.join()
            if process.exitcode != 0:
                with database.write() as session:
                    planning_job.finish(
                        session,
                        job_id,
                        runner,
                        datetime.now(tz=UTC),
                        error=_CRASHED.format(code=process.exitcode),
                    )
            del self._running[runner]

    def _release(self, database: Database) -> None:
        for runner, (job_id, process) in self._running.items():
            process.terminate()
            process.join()
            try:
                with database.write() as session:
                    planning_job.release(session, runner)
            except Exception as error:  # noqa: BLE001 (it is found lost at the next start then)
                logger.warning("planning job %s was not released: %s", job_id, error)
        self._running.clear()
