"""The planning jobs of a server: each in a spawned process, so many at once as are allowed."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from db.engine import Database
from db.repositories import planning_job
from schema.operations.limits import Limits
from schema.operations.planning_worker import Address, Order

logger = logging.getLogger("quanmap.planning")

LOOK_EVERY_S = 0.5
TOUCH_EVERY_S = 2.0
LOST_AFTER = timedelta(seconds=20)
# So long a cancelled process may take to stop by itself, before it is ended.
CANCEL_GRACE_S = 4.0
_CRASHED = (
    "规划进程意外结束 (退出码 {code})，可能是内存不足 / the planning process ended unexpectedly "
    "(exit code {code}), perhaps for lack of memory; give a smaller scope or fewer candidates"
)


@dataclass(eq=False)
class _Running:
    """A job in its process; times by `time.monotonic`."""

    job_id: int
    process: subprocess.Popen[str]
    touched: float
    cancelled: float | None = None


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
    _running: dict[str, _Running] = field(default_factory=dict)
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
        if self.n_processes == 0:
            return
        database = self.address.open()
        trouble = ""
        try:
            while not self._ended.wait(LOOK_EVERY_S):
                try:
                    self._reap(database)
                    self._touch(database)
                    self._claim(database)
                    trouble = ""
                except Exception as error:  # noqa: BLE001 (the database may be away for a while)
                    if str(error) != trouble:  # said once, however long it lasts
                        logger.warning("planning jobs could not be looked at: %s", error)
                    trouble = str(error)
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
        process = _start(Order(self.address, job_id, runner, self.limits))
        self._running[runner] = _Running(job_id, process, time.monotonic())
        logger.info("planning job %s runs in process %s", job_id, process.pid)

    def _reap(self, database: Database) -> None:
        """Let go of processes that ended; a job that a crash left running fails."""
        for runner, running in list(self._running.items()):
            process = running.process
            if process.poll() is None:
                continue
            _close(process)
            if process.returncode != 0:
                error = _CRASHED.format(code=process.returncode)
                self._finish(database, runner, running, None if running.cancelled else error)
            del self._running[runner]

    def _touch(self, database: Database) -> None:
        """Keep the claim of running jobs, and end the processes that a cancellation did not."""
        now = time.monotonic()
        for runner, running in self._running.items():
            if running.cancelled is not None and now - running.cancelled > CANCEL_GRACE_S:
                running.process.terminate()
            if now - running.touched < TOUCH_EVERY_S:
                continue
            with database.write() as session:
                shall_stop = planning_job.touch(
                    session, running.job_id, runner, datetime.now(tz=UTC)
                )
            running.touched = now
            if shall_stop and running.cancelled is None:
                running.cancelled = now

    @staticmethod
    def _finish(database: Database, runner: str, running: _Running, error: str | None) -> None:
        with database.write() as session:
            planning_job.finish(session, running.job_id, runner, datetime.now(tz=UTC), error=error)

    def _release(self, database: Database) -> None:
        """End what still runs and let it wait for the next start."""
        for runner, running in self._running.items():
            running.process.terminate()
            _close(running.process)
            try:
                if running.cancelled is not None:
                    self._finish(database, runner, running, None)
                with database.write() as session:
                    planning_job.release(session, runner)
            except Exception as error:  # noqa: BLE001 (it is found lost at the next start then)
                logger.warning("planning job %s was not released: %s", running.job_id, error)
        self._running.clear()


def _start(order: Order) -> subprocess.Popen[str]:
    """Start a process for a job.

    It is not forked, since a fork would copy locks that other threads of the server hold, and not
    started by `multiprocessing`, which would import the whole server in it once more.
    """
    root = str(Path(__file__).resolve().parents[2])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    process = subprocess.Popen(
        [sys.executable, "-m", "schema.operations.planning_worker"],
        stdin=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )
    assert process.stdin is not None  # noqa: S101
    process.stdin.write(order.to_json() + "\n")
    process.stdin.flush()
    return process


def _close(process: subprocess.Popen[str]) -> None:
    process.wait()
    if process.stdin is not None:
        process.stdin.close()
