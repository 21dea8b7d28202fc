"""Alliances (城市党建联盟) over circles and organizations."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db.errors import RecordNotFoundError, RecordRejectedError
from db.models import (
    Alliance,
    AllianceCircle,
    AllianceOrganization,
    CommercialCircle,
    Organization,
    Record,
)
from db.repositories import changes, records


def list_statement(session: Session, _: None = None) -> Select[Any]:  # noqa: ARG001 (as the others)
    """Return the statement of all alliances; they have no filter."""
    return select(Alliance)


def by_ids(session: Session, ids: Iterable[int]) -> dict[int, Alliance]:
    """Return the alliances that exist among these identifiers."""
    return records.by_ids(session, Alliance, ids)


def add(
    session: Session,
    alliance: Alliance,
    *,
    circle_ids: Iterable[int],
    organization_ids: Iterable[int],
) -> Alliance:
    """Store a new alliance with its circles and organizations; raises as `set_members` does."""
    changes.add(session, alliance)
    set_members(session, alliance, circle_ids=circle_ids, organization_ids=organization_ids)
    return alliance


def correct(
    session: Session,
    identifier: int,
    version: int,
    values: Mapping[str, Any],
    *,
    circle_ids: Iterable[int],
    organization_ids: Iterable[int],
) -> Alliance:
    """Change an alliance and replace its circles and organizations.

    Raises
    ------
    RecordNotFoundError, StaleVersionError, RecordRejectedError
        As `changes.correct` and `set_members` do.
    """
    alliance = changes.correct(session, Alliance, identifier, version, values)
    if set_members(session, alliance, circle_ids=circle_ids, organization_ids=organization_ids):
        records.touch(alliance)
        session.flush()
    return alliance


def set_members(
    session: Session,
    alliance: Alliance,
    *,
    circle_ids: Iterable[int],
    organization_ids: Iterable[int],
) -> bool:
    """Replace the circles and organizations of an alliance; tell whether that changed any.

    Raises
    ------
    RecordNotFoundError
        A circle or an organization does not exist.
    RecordRejectedError
        A circle is part of another alliance.
    """
    circles, organizations = set(circle_ids), set(organization_ids)
    _require_all(session, CommercialCircle, circles)
    _require_all(session, Organization, organizations)
    taken = session.scalar(
        select(AllianceCircle).where(
            AllianceCircle.circle_id.in_(circles), AllianceCircle.alliance_id != alliance.id
        )
    )
    if taken is not None:
        raise RecordRejectedError(
            f"circle {taken.circle_id} is part of alliance {taken.alliance_id} already;"
            " take it out there first",
            ("circles",),
        )
    changed = [
        _replace(session, alliance.id, AllianceCircle, "circle_id", circles),
        _replace(session, alliance.id, AllianceOrganization, "organization_id", organizations),
    ]
    session.flush()
    return any(changed)


def circles_by_alliance_ids(
    session: Session, alliance_ids: Sequence[int]
) -> dict[int, list[CommercialCircle]]:
    """Return the circles of each alliance, by identifier."""
    circles: dict[int, list[CommercialCircle]] = {key: [] for key in alliance_ids}
    rows = session.execute(
        select(AllianceCircle.alliance_id, CommercialCircle)
        .join(CommercialCircle, CommercialCircle.id == AllianceCircle.circle_id)
        .where(AllianceCircle.alliance_id.in_(alliance_ids))
        .order_by(CommercialCircle.id)
    )
    for alliance_id, circle in rows:
        circles[alliance_id].append(circle)
    return circles


def by_circle_ids(session: Session, circle_ids: Sequence[int]) -> dict[int, Alliance]:
    """Return the alliance that each circle is part of; a circle of none is left out."""
    rows = session.execute(
        select(AllianceCircle.circle_id, Alliance)
        .join(Alliance, Alliance.id == AllianceCircle.alliance_id)
        .where(AllianceCircle.circle_id.in_(circle_ids))
    )
    return dict(rows.all())


def of_alliances(statement: Select[Any]) -> tuple[Select[Any], Any]:
    """Return a statement of organizations joined to their alliances, and the alliance's column."""
    joined = statement.join(
        AllianceOrganization, AllianceOrganization.organization_id == Organization.id
    )
    return joined, AllianceOrganization.alliance_id


def _require_all(session: Session, model: type[Record], ids: set[int]) -> None:
    missing = sorted(ids - set(session.scalars(select(model.id).where(model.id.in_(ids)))))
    if missing:
        raise RecordNotFoundError(f"{model.__name__} {missing[0]} does not exist")


def _replace(session: Session, alliance_id: int, link: Any, column: str, wanted: set[int]) -> bool:
    rows = session.scalars(select(link).where(link.alliance_id == alliance_id)).all()
    old = {getattr(row, column): row for row in rows}
    for key in old.keys() - wanted:
        session.delete(old[key])
    session.add_all(
        link(**{"alliance_id": alliance_id, column: key}) for key in sorted(wanted - old.keys())
    )
    return set(old) != wanted
