"""What changes on the map layers, as it happens: one look a moment for all who follow."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from anyio import CapacityLimiter, to_thread

from db import models
from db.engine import Database, Session
from db.models.enums import ChangeAction
from db.notifications import ChangeSignal
from db.repositories import facts, layer_changes
from db.repositories.points import places_by_ids
from db.spatial import Bbox
from schema.operations.features import read_features
from schema.operations.layers import FeatureQuestion, MapLayer
from schema.operations.limits import UNDATED

logger = logging.getLogger("quanmap.changes")

POLL_S: Final = 0.5
"""Between two looks where nobody says that there is something to see."""
# Who falls further behind is told that the layer changed as a whole.
PENDING_MAX: Final = 1_000
_READ_AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class LayerUpdate:
    """A feature that changed; the whole layer where `record_id` is None.

    `box` is around where it was and is, in degrees; None where it is nowhere.
    """

    layer: MapLayer
    record_id: int | None
    action: ChangeAction
    box: Bbox | None = None

    def is_in(self, box: Bbox | None) -> bool:
        """Tell whether it concerns a view; without a box every change does."""
        if box is None or self.record_id is None:
            return True
        if self.box is None:
            return False
        (west, south, east, north), mine = box, self.box
        return mine[0] <= east and mine[2] >= west and mine[1] <= north and mine[3] >= south


@dataclass(eq=False, slots=True)
class _Follower:
    layer: MapLayer
    box: Bbox | None
    pending: deque[LayerUpdate] = field(default_factory=deque)
    has_more: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, updates: Sequence[LayerUpdate]) -> None:
        new = [one for one in updates if one.layer is self.layer and one.is_in(self.box)]
        if len(self.pending) + len(new) > PENDING_MAX:
            self.pending.clear()
            new = [LayerUpdate(self.layer, None, ChangeAction.UPDATED)]
        self.pending.extend(new)
        if self.pending:
            self.has_more.set()

    async def take(self) -> list[LayerUpdate]:
        await self.has_more.wait()
        self.has_more.clear()
        taken = list(self.pending)
        self.pending.clear()
        return taken


class ChangeFeed:
    """Tells the changes of a database's map layers, those of other processes too.

    While anyone follows, however many they are, the table of changes is read when PostgreSQL says
    that there are some, and once a moment in any case. All followers belong to one event loop.

    Parameters
    ----------
    database : Database
        Whose changes.
    poll_s : float
        Seconds between two looks.

    Attributes
    ----------
    watching : asyncio.Event
        Set while what changes is told; a moment passes from the first follower to it.
    """

    def __init__(self, database: Database, poll_s: float = POLL_S) -> None:
        self._database = database
        self._poll_s = poll_s
        self._followers: set[_Follower] = set()
        self._poller: asyncio.Task[None] | None = None
        self.watching = asyncio.Event()

    async def follow(
        self, layer: MapLayer, box: Bbox | None = None
    ) -> AsyncGenerator[LayerUpdate, None]:
        """Give the changes of a layer from now on, in the order of their commits.

        Parameters
        ----------
        box : tuple, optional
            West, south, east, north in degrees: only what was or is in it.
        """
        follower = _Follower(layer, box)
        self._followers.add(follower)
        if self._poller is None or self._poller.done():
            self._poller = asyncio.create_task(self._poll())
        try:
            while True:
                for update in await follower.take():
                    yield update
        finally:
            self._followers.discard(follower)
            if not self._followers and self._poller is not None:
                self._poller.cancel()
                self._poller = None
                self.watching.clear()

    async def _poll(self) -> None:
        signal, waiting = ChangeSignal(self._database), CapacityLimiter(1)
        last_id: int | None = None
        is_failing = False
        try:
            while True:
                updates: list[LayerUpdate] = []
                try:
                    last_id, updates = await to_thread.run_sync(self._read, last_id)
                except Exception as error:  # noqa: BLE001 (a database that is away comes back)
                    if not is_failing:
                        logger.warning("changes of the map cannot be read: %r", error)
                    is_failing = True
                else:
                    is_failing = False
                    self.watching.set()
                    for follower in self._followers:
                        follower.tell(updates)
                if len(updates) < _READ_AT_ONCE:
                    await to_thread.run_sync(signal.wait, self._poll_s, limiter=waiting)
        finally:
            signal.close()

    def _read(self, last_id: int | None) -> tuple[int, list[LayerUpdate]]:
        with self._database.read() as session:
            if last_id is None:
                return layer_changes.last_id(session), []
            return _read_updates(session, last_id)


def _read_updates(session: Session, last_id: int) -> tuple[int, list[LayerUpdate]]:
    """Read what changed after a change, and the identifier of the newest read."""
    rows = layer_changes.changes_after(session, last_id, limit=_READ_AT_ONCE)
    if not rows:
        return last_id, []
    # A change of what an organization's coverage rests on has no place of its own.
    placeless = [
        row.record_id
        for row in rows
        if row.layer == MapLayer.ORGANIZATIONS and row.record_id is not None and row.west is None
    ]
    places = places_by_ids(session, models.Organization, placeless)
    updates = []
    for row in rows:
        place = places.get(row.record_id or 0) if row.layer == MapLayer.ORGANIZATIONS else None
        box = _box(row) or (place and (*place, *place))
        updates.append(LayerUpdate(MapLayer(row.layer), row.record_id, row.action, box))
    return rows[-1].id, updates


def _box(row: models.LayerChange) -> Bbox | None:
    if row.west is None or row.south is None or row.east is None or row.north is None:
        return None
    return row.west, row.south, row.east, row.north


def read_feature(session: Session, update: LayerUpdate) -> dict[str, Any] | None:
    """Give the feature that changed as its layer draws it now; None where it does not."""
    if update.record_id is None or update.action is ChangeAction.REMOVED:
        return None
    day = facts.latest_fact_day(session) or UNDATED
    question = FeatureQuestion(update.layer, ids=(update.record_id,))
    features = read_features(session, question, day, None)["features"]
    return features[0] if features else None
