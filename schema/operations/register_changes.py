"""How each kind of record is added and corrected; a kind that is not named here needs no more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from db import models
from db.engine import Session
from db.models.enums import WishStatus
from db.repositories import alliance, brand, changes, covers, measure, rectification
from schema.operations import place_changes
from schema.operations.drafts import Draft
from schema.operations.recording import Change, figures_day

Add = Callable[[Session, Draft, Change], models.Record]
Correct = Callable[[Session, Draft, Change, int, int], models.Record]


@dataclass(frozen=True, slots=True)
class Recorder:
    """How a kind of record is added, and how one at a version is corrected."""

    add: Add
    correct: Correct


def recorder_of(model: type[models.Record]) -> Recorder:
    """Give how records of a table are added and corrected."""
    return RECORDERS.get(model) or Recorder(_add_row(model), _correct_row(model))


def _add_row(model: type[models.Record]) -> Add:
    def add(session: Session, draft: Draft, _change: Change) -> models.Record:
        return changes.add(session, model(**draft.values))

    return add


def _correct_row(model: type[models.Record]) -> Correct:
    def correct(
        session: Session, draft: Draft, _change: Change, number: int, version: int
    ) -> models.Record:
        return changes.correct(session, model, number, version, draft.values)

    return correct


def _add_wish(session: Session, draft: Draft, change: Change) -> models.Record:
    wish = models.Wish(**draft.values, status=WishStatus.OPEN, posted_on=change.today)
    return changes.add(session, wish)


def _list_item(session: Session, draft: Draft, change: Change) -> models.RectificationItem:
    item = models.RectificationItem(**draft.values, listed_on=change.today)
    return rectification.list_item(session, item, by=change.author.name, at=change.at)


def _add_inspection(session: Session, draft: Draft, change: Change) -> models.Record:
    inspection = changes.add(session, models.Inspection(**draft.values))
    _open_items(session, draft, change, inspection.id)
    return inspection


def _correct_inspection(
    session: Session, draft: Draft, change: Change, number: int, version: int
) -> models.Record:
    inspection = changes.correct(session, models.Inspection, number, version, draft.values)
    _open_items(session, draft, change, inspection.id)
    return inspection


def _open_items(session: Session, draft: Draft, change: Change, inspection_id: int) -> None:
    """Open the items of an inspection; one that it opened before, by its title, stays as it is."""
    column = models.RectificationItem.inspection_id
    opened = rectification.items_by(session, column, [inspection_id])[inspection_id]
    known = {each.title for each in opened}
    for item in draft.parts.get("items", ()):
        if item.values["title"] not in known:
            item.values["inspection_id"] = inspection_id
            _list_item(session, item, change)


def _rate_brand(session: Session, draft: Draft, _change: Change) -> models.Record:
    return brand.rate(session, models.BrandRating(**draft.values), draft.parts["met"])


def _correct_rating(
    session: Session, draft: Draft, _change: Change, number: int, version: int
) -> models.Record:
    return brand.correct_rating(session, number, version, draft.values, draft.parts["met"])


def _milestones(draft: Draft) -> list[models.Milestone]:
    return [models.Milestone(**each.values) for each in draft.parts["milestones"]]


def _add_measure(session: Session, draft: Draft, _change: Change) -> models.Record:
    return measure.add(session, models.Measure(**draft.values), _milestones(draft))


def _correct_measure(
    session: Session, draft: Draft, _change: Change, number: int, version: int
) -> models.Record:
    return measure.correct(session, number, version, draft.values, _milestones(draft))


def _members(draft: Draft) -> dict[str, Any]:
    return {
        "circle_ids": draft.parts["circles"],
        "organization_ids": draft.parts["organizations"],
    }


def _add_alliance(session: Session, draft: Draft, _change: Change) -> models.Record:
    return alliance.add(session, models.Alliance(**draft.values), **_members(draft))


def _correct_alliance(
    session: Session, draft: Draft, _change: Change, number: int, version: int
) -> models.Record:
    return alliance.correct(session, number, version, draft.values, **_members(draft))


def _add_instructor(session: Session, draft: Draft, change: Change) -> models.Record:
    _check_capacity(draft)
    instructor = changes.add(session, models.Instructor(**draft.values))
    day = figures_day(session, change)
    covers.set_assignments(session, instructor, draft.parts["organizations"], day)
    return instructor


def _correct_instructor(
    session: Session, draft: Draft, change: Change, number: int, version: int
) -> models.Record:
    _check_capacity(draft)
    instructor = changes.correct(session, models.Instructor, number, version, draft.values)
    day = figures_day(session, change)
    covers.set_assignments(session, instructor, draft.parts["organizations"], day)
    return instructor


def _check_capacity(draft: Draft) -> None:
    n_organizations, capacity = len(set(draft.parts["organizations"])), draft.values["capacity"]
    if n_organizations > capacity:
        draft.refuse(
            f"{draft.path}.organizations",
            f"{n_organizations} organizations are more than the capacity {capacity}; assign "
            "fewer, or raise the capacity",
        )


RECORDERS: Mapping[type[models.Record], Recorder] = {
    models.Alliance: Recorder(_add_alliance, _correct_alliance),
    models.BrandRating: Recorder(_rate_brand, _correct_rating),
    models.CommercialCircle: Recorder(place_changes.add_circle, place_changes.correct_circle),
    models.GuidanceStation: Recorder(place_changes.add_station, place_changes.correct_station),
    models.Inspection: Recorder(_add_inspection, _correct_inspection),
    models.Instructor: Recorder(_add_instructor, _correct_instructor),
    models.Measure: Recorder(_add_measure, _correct_measure),
    models.Organization: Recorder(
        place_changes.add_organization, place_changes.correct_organization
    ),
    models.PartyOrganization: Recorder(
        place_changes.add_party_organization, place_changes.correct_party_organization
    ),
    models.RectificationItem: Recorder(_list_item, _correct_row(models.RectificationItem)),
    models.Wish: Recorder(_add_wish, _correct_row(models.Wish)),
}
