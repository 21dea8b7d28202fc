"""What changed on the map layers: a counter a layer, and which features, for some time.

The counters serve as entity tags, the features as what subscriptions tell.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from db.models import LayerChange, LayerVersion
from db.models.enums import ChangeAction
from db.notifications import notify
from db.spatial import Bbox

KEPT_FOR = timedelta(hours=24)
"""How long it is told which features changed; the counters stay."""

LAYERS_OF_TABLE = {
    "districts": ("DISTRICTS", "COVERAGE_GAPS"),
    "organizations": ("ORGANIZATIONS",),
    "commercial_circles": ("COMMERCIAL_CIRCLES",),
    "guidance_stations": ("GUIDANCE_STATIONS", "SERVICE_AREAS", "COVERAGE_GAPS"),
    "culture_sites": ("CULTURE_SITES",),
    "pairings": ("PAIRINGS",),
    # What the coverage of organizations rests on is shown with them.
    "party_organization_covers": ("ORGANIZATIONS",),
    "instructor_assignments": ("ORGANIZATIONS",),
    "activities": ("ORGANIZATIONS",),
    "assessments": ("ORGANIZATIONS",),
    # Where the line to a village begins follows from whom its helper covers.
    "party_organizations": ("PAIRINGS",),
}
"""The layers that a change of a table's row changes."""

FEATURE_TABLES = {
    "DISTRICTS": "districts",
    "ORGANIZATIONS": "organizations",
    "COMMERCIAL_CIRCLES": "commercial_circles",
    "GUIDANCE_STATIONS": "guidance_stations",
    "SERVICE_AREAS": "guidance_stations",
    "CULTURE_SITES": "culture_sites",
    "PAIRINGS": "pairings",
}
"""Whose rows are a layer's features; a layer that is not here changes as a whole."""


@dataclass(frozen=True)
class FeatureChange:
    """A feature that changed: the box of where it was and is in degrees, None if nowhere.

    `record_id` is None where a whole layer changed.
    """

    layer: str
    record_id: int | None
    action: ChangeAction
    bbox: Bbox | None = None


def versions(session: Session, layers: Iterable[str] | None = None) -> dict[str, int]:
    """Return how often each layer changed; of the layers asked for, 0 for those that never did."""
    statement = select(LayerVersion.layer, LayerVersion.changes)
    if layers is None:
        return dict(session.execute(statement).all())
    wanted = list(layers)
    found = session.execute(statement.where(LayerVersion.layer.in_(wanted))).all()
    return {**dict.fromkeys(wanted, 0), **dict(found)}


def changes_after(
    session: Session, last_id: int, *, layer: str | None = None, limit: int = 1_000
) -> Sequence[LayerChange]:
    """Return what changed after a change that was seen, oldest first.

    Identifiers grow in the order of the commits. What is older than `KEPT_FOR` is gone.
    """
    statement = select(LayerChange).where(LayerChange.id > last_id)
    if layer is not None:
        statement = statement.where(LayerChange.layer == layer)
    return session.scalars(statement.order_by(LayerChange.id).limit(limit)).all()


def last_id(session: Session) -> int:
    """Return the identifier of the newest change, 0 without any."""
    return session.scalar(select(func.max(LayerChange.id))) or 0


def note(session: Session, changes: Sequence[FeatureChange], at: datetime) -> None:
    """Count the layers up and store what changed; call it with the audit's head locked.

    The lock gives the changes the order of the commits.
    """
    if not changes:
        return
    for layer in sorted({change.layer for change in changes}):
        version = session.get(LayerVersion, layer, with_for_update=True)
        if version is None:
            session.add(LayerVersion(layer=layer, changes=1))
        else:
            version.changes += 1
    session.flush()
    rows = []
    for change in changes:
        west, south, east, north = change.bbox or (None, None, None, None)
        rows.append(
            {
                "layer": change.layer,
                "record_id": change.record_id,
                "action": change.action,
                "at": at,
                "west": west,
                "south": south,
                "east": east,
                "north": north,
            }
        )
    session.execute(insert(LayerChange), rows)
    session.execute(delete(LayerChange).where(LayerChange.at < at - KEPT_FOR))
    notify(session)
