"""The facts of coverage in memory, kept between requests until something that they rest on changes.

The counters of the map layers tell, whichever process wrote: they count in the transaction of
every write, and what stands beside them tells a restored database from the one before. They are
read before the facts are, so that what is kept is never older than they say.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final, NamedTuple, TypeAlias

from db.engine import Session
from db.repositories.validity import day_in_city
from db.repositories.vector_tiles import version_statement
from schema.operations.coverage import CoverageStudy
from schema.operations.layers import MapLayer
from schema.operations.limits import Limits

KEPT_BYTES: Final = 32_000_000
"""Some 400,000 organizations."""

# Party organizations are counted with the pairings; with one its links to organizations may go.
RESTS_ON: Final = (
    MapLayer.ORGANIZATIONS,
    MapLayer.GUIDANCE_STATIONS,
    MapLayer.DISTRICTS,
    MapLayer.COMMERCIAL_CIRCLES,
    MapLayer.PAIRINGS,
)
"""The layers that count every change of what coverage reads."""

_Question: TypeAlias = tuple[date, Limits]


class _Kept(NamedTuple):
    version: str
    study: CoverageStudy
    n_bytes: int


class _Turn:
    """Those who ask the same question at once: how many, and whose turn it is."""

    def __init__(self) -> None:
        self.n_asking = 0
        self.lock = threading.Lock()


class KeptStudies:
    """Studies of the days asked for last, one version of each; safe to share between threads.

    Parameters
    ----------
    n_bytes_max : int
        Of all studies together; a larger one is not kept.
    """

    def __init__(self, n_bytes_max: int = KEPT_BYTES) -> None:
        self._n_bytes_max = n_bytes_max
        self._n_bytes = 0
        self._kept: OrderedDict[_Question, _Kept] = OrderedDict()
        self._lock = threading.Lock()
        self._turns: dict[_Question, _Turn] = {}

    @property
    def n_bytes(self) -> int:
        """How much is kept."""
        with self._lock:
            return self._n_bytes

    def load(self, session: Session, day: date, limits: Limits) -> CoverageStudy:
        """Give a study of a day of the caller's own, from what is kept or from the database."""
        question = (day, limits)
        version = _version_of(session)
        study = self._find(question, version)
        if study is None:
            with self._turn(question):
                study = self._find(question, version)
                if study is None:
                    study = CoverageStudy.load(session, day, limits)
                    self._keep(question, version, study)
        return study.another()

    @contextmanager
    def _turn(self, question: _Question) -> Iterator[None]:
        """Let one read of those who ask the same; who asks another question waits for nobody."""
        with self._lock:
            turn = self._turns.setdefault(question, _Turn())
            turn.n_asking += 1
        try:
            with turn.lock:
                yield
        finally:
            with self._lock:
                turn.n_asking -= 1
                if not turn.n_asking:
                    del self._turns[question]

    def _find(self, question: _Question, version: str) -> CoverageStudy | None:
        with self._lock:
            kept = self._kept.get(question)
            if kept is None or kept.version != version:
                return None
            self._kept.move_to_end(question)
            return kept.study

    def _keep(self, question: _Question, version: str, study: CoverageStudy) -> None:
        if not len(study.organizations.ids):
            return  # what fills an empty database, such as a restored backup, counts nothing
        new = _Kept(version, study, study.n_bytes)
        with self._lock:
            old = self._kept.pop(question, None)
            self._kept[question] = new
            self._n_bytes += new.n_bytes - (0 if old is None else old.n_bytes)
            while self._n_bytes > self._n_bytes_max:
                self._n_bytes -= self._kept.popitem(last=False)[1].n_bytes


def _version_of(session: Session) -> str:
    statement = _statement(is_postgresql=session.get_bind().dialect.name == "postgresql")
    last = day_in_city(datetime.now(tz=UTC))
    version: str = session.execute(statement, {"last": last}).scalar_one()
    return version


@cache
def _statement(*, is_postgresql: bool) -> Any:
    return version_statement(RESTS_ON, is_postgresql=is_postgresql)
