"""A remark on new organizations whose name another one nearby has: perhaps it is the same twice."""

import math
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from sqlalchemy import select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from db import spatial
from db.models import Organization
from db.repositories.affiliation_issues import DUPLICATE_DISTANCE_M
from db.transfer.existing import Comparison
from db.transfer.findings import Findings, Problem, Rule
from db.transfer.judging import Batch
from db.transfer.kinds import Kind
from geo.distance import ecef

_AT_ONCE = 10_000
_NAMES_ASKED = 2_000
_NAMES_APART_M = 1_000.0

Compared = Sequence[tuple[Batch, Comparison]]
Positions = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a name stands: in a row of the file, or (None) in the database."""

    row: int | None
    longitude: float
    latitude: float


def remark_namesakes(
    session: Session, kind: Kind, compared: Compared, n_existing: int, findings: Findings
) -> None:
    """Remark on each new organization that has another's name at most 50 m away.

    It is taken all the same: two shops of one chain may stand side by side.
    """
    if kind.model is not Organization:
        return
    counts = Counter(_names(compared))
    stored = _stored(session, counts) if n_existing else {}
    # Of a million names most are not shared: no place is kept for these.
    shared = {name for name, count in counts.items() if count > 1 or name in stored}
    del counts
    named = list(_places(compared, shared))
    asked = len(named)
    named += [(name, place) for name in stored if name in shared for place in stored[name]]
    for index, other in _nearby(named, asked):
        name, place = named[index]
        findings.add(place.row or 0, kind.column("name").zh, name, _problem(named[other][1]))


def _names(compared: Compared) -> Iterator[str]:
    for batch, comparison in compared:
        names = batch.values.get("name")
        if names is not None:
            yield from (names[index] for index in comparison.new.tolist())


def _places(compared: Compared, shared: Collection[str]) -> Iterator[tuple[str, _Place]]:
    for batch, comparison in compared:
        names = batch.values.get("name")
        if batch.xy is None or names is None or not shared:
            continue
        for index in comparison.new.tolist():
            if names[index] in shared:
                x, y = batch.xy[index].tolist()
                if not math.isnan(x):
                    yield names[index], _Place(batch.rows[index], x, y)


def _stored(session: Session, names: Collection[str]) -> dict[str, list[_Place]]:
    """Give where the organizations of the database that have one of these names lie."""
    location = type_coerce(Organization.__table__.c.location, NullType)
    statement = select(Organization.name, location).where(Organization.location.is_not(None))
    if len(names) <= _NAMES_ASKED:
        statement = statement.where(Organization.name.in_(names))
    # Names have no index: many are found by one look at all.
    result = session.connection().execute(statement.execution_options(yield_per=_AT_ONCE))
    found: dict[str, list[_Place]] = {}
    for part in result.partitions():
        rows = [row for row in part if row[0] in names]
        xy = spatial.decode_points([row[1] for row in rows]).reshape(-1, 2).tolist()
        for row, (x, y) in zip(rows, xy, strict=True):
            found.setdefault(row[0], []).append(_Place(None, x, y))
    return found


def _nearby(named: Sequence[tuple[str, _Place]], asked: int) -> Iterator[tuple[int, int]]:
    """Give each of the first places with the nearest other of its name, where it is near enough."""
    if not asked:
        return
    numbers: dict[str, int] = {}
    groups = [numbers.setdefault(name, len(numbers)) for name, _ in named]
    xy = np.array([(one.longitude, one.latitude) for _, one in named])
    # Names lie apart in a dimension of their own, so that one tree serves them all.
    positions = np.column_stack([ecef(xy), np.array(groups) * _NAMES_APART_M])
    # On so short a way the chord is the arc; the bound itself is near enough.
    bound_m = np.nextafter(DUPLICATE_DISTANCE_M, np.inf)
    _, found = cKDTree(positions).query(positions[:asked], k=2, distance_upper_bound=bound_m)
    for index, neighbours in enumerate(np.asarray(found).tolist()):
        others = [one for one in neighbours if one not in (index, len(named))]
        if others:
            yield index, others[0]


def _problem(other: _Place) -> Problem:
    zh, en = ("数据库中的一个单位", "an organization of the database")
    if other.row is not None:
        zh, en = f"第 {other.row} 行", f"row {other.row}"
    return Problem(
        Rule.NAMESAKE_NEARBY,
        f"与{zh}同名, 且相距不超过 {DUPLICATE_DISTANCE_M:.0f} 米",
        f"{en} has the same name, at most {DUPLICATE_DISTANCE_M:.0f} m away",
        "核对是否为同一单位",
        "check whether the two are one",
        is_refusal=False,
    )
