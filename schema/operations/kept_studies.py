"""The facts of coverage in memory, kept between requests until something that they rest on changes.

The counters of the map layers tell, whichever process wrote: they count in the transaction of
every write, and what stands beside them tells a restored database from the one before. They are
read before the facts are, so that what is kept is never older than they say.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final, TypeAlias

from db.engine import Session
from db.repositories.validity import day_in_city
from db.repositories.vector_tiles import version_statement
from schema.operations.coverage import CoverageStudy
from schema.operations.layers import MapLayer
from schema.operations.limits import Limits

KEPT_BYTES: Final = 32_000_000
"""Some 400,000 organizations."""

# Party organizations are counted with the pairings; with one its links to organizations may go.
_RESTS_ON: Final = (
    MapLayer.ORGANIZATIONS,
    MapLayer.GUIDANCE_STATIONS,
    MapLayer.DISTRICTS,
    MapLayer.COMMERCIAL_CIRCLES,
    MapLayer.PAIRINGS,
)

_Question: TypeAlias = tuple[date, Limits]


class KeptStudies:
    """Studies of the days asked for last, one version of each; safe to share between threads.

    Parameters
    ----------
    n_bytes_max : int
        Of all studies together; a larger one is not kept.
    """

    def __init__(self, n_bytes_max: int = KEPT_BYTES) -> None:
        self._n_bytes_max = n_bytes_max
        self._kept: OrderedDict[_Question, tuple[str, CoverageStudy]] = OrderedDict()
        self._lock = threading.Lock()
        self._loading = threading.Lock()

    @property
    def n_bytes(self) -> int:
        """How much is kept."""
        with self._lock:
            return sum(study.n_bytes for _, study in self._kept.values())

    def load(self, session: Session, day: date, limits: Limits) -> CoverageStudy:
        """Give a study of a day of the caller's own, from what is kept or from the database."""
        question = (day, limits)
        version = _version_of(session)
        study = self._find(question, version)
        if study is None:
            # Of those who ask at once, one reads.
            with self._loading:
                study = self._find(question, version)
                if study is None:
                    study = CoverageStudy.load(session, day, limits)
                    self._keep(question, version, study)
        return study.another()

    def _find(self, question: _Question, version: str) -> CoverageStudy | None:
        with self._lock:
            kept = self._kept.get(question)
            if kept is None or kept[0] != version:
                return None
            self._kept.move_to_end(question)
            return kept[1]

    def _keep(self, question: _Question, version: str, study: CoverageStudy) -> None:
        if not len(study.organizations.ids):
            return  # what fills an empty database, such as a restored backup, counts nothing
        with self._lock:
            self._kept[question] = version, study
            self._kept.move_to_end(question)
            n_bytes = sum(one.n_bytes for _, one in self._kept.values())
            while n_bytes > self._n_bytes_max:
                _, (_, gone) = self._kept.popitem(last=False)
                n_bytes -= gone.n_bytes


def _version_of(session: Session) -> str:
    statement = _statement(is_postgresql=session.get_bind().dialect.name == "postgresql")
    last = day_in_city(datetime.now(tz=UTC))
    version: str = session.execute(statement, {"last": last}).scalar_one()
    return version


@cache
def _statement(*, is_postgresql: bool) -> Any:
    return version_statement(_RESTS_ON, is_postgresql=is_postgresql)
