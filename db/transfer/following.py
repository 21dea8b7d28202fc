"""What follows from an import: districts, circles, stations' services, first steps of items."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from db.models import (
    CommercialCircle,
    District,
    GuidanceStation,
    Organization,
    RectificationEvent,
    RectificationItem,
)
from db.repositories import derived, records
from db.repositories.records import R
from db.transfer.kinds import Kind

_IDS_AT_ONCE = 5_000


def refresh(session: Session, kind: Kind, placed_ids: Sequence[int]) -> None:
    """Bring what follows from places up to date after entries were added, moved or removed.

    Parameters
    ----------
    placed_ids
        The entries; those that are gone are passed over.
    """
    if kind.model is Organization:
        derived.refresh_links(session, placed_ids)
    elif kind.model is District:
        derived.refresh_derived(session)
    elif kind.model is GuidanceStation:
        for station in _records(session, GuidanceStation, placed_ids):
            derived.refresh_station(session, station)
    elif kind.model is CommercialCircle:
        for circle in _records(session, CommercialCircle, placed_ids):
            derived.refresh_circle(session, circle)


def list_items(session: Session, first_id: int, n_added: int, by: str, at: datetime) -> None:
    """Give new rectification items the first step of their history: where they stand."""
    for start in range(first_id, first_id + n_added, _IDS_AT_ONCE):
        stop = min(start + _IDS_AT_ONCE, first_id + n_added)
        rows = session.execute(
            select(RectificationItem.id, RectificationItem.status).where(
                RectificationItem.id.between(start, stop - 1)
            )
        ).all()
        session.execute(
            insert(RectificationEvent),
            [
                {"item_id": item, "position": 1, "at": at, "to_status": status, "by": by}
                for item, status in rows
            ],
        )


def _records(session: Session, model: type[R], ids: Sequence[int]) -> list[R]:
    found: list[R] = []
    for start in range(0, len(ids), _IDS_AT_ONCE):
        found += records.by_ids(session, model, ids[start : start + _IDS_AT_ONCE]).values()
    return found
