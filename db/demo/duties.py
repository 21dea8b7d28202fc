"""Responsibilities, inspections, measures and what is to be mended, in the demo city."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from db.demo.calendar import LAST, LAST_DAY, ordinal
from db.demo.randomness import Stream
from db.demo.register_ground import RegisterGround
from db.demo.register_rows import (
    InspectionRow,
    MeasureRow,
    MilestoneRow,
    RectificationEventRow,
    RectificationItemRow,
    ResponsibilityRow,
)
from db.models.enums import RectificationCause, RectificationStatus

YEAR = LAST_DAY.year
LISTED, IN_PROGRESS, SUBMITTED, CLOSED = RectificationStatus
_CAUSES = (
    (RectificationCause.UNCLEAR_AFFILIATION, 3),
    (RectificationCause.LOW_COVERAGE, 4),
    (RectificationCause.WEAK_ROLE, 3),
    (RectificationCause.OTHER, 2),
)
_STAGES = (
    ((LISTED,), 2),
    ((LISTED, IN_PROGRESS), 3),
    ((LISTED, IN_PROGRESS, SUBMITTED), 2),
    ((LISTED, IN_PROGRESS, SUBMITTED, IN_PROGRESS), 1),
    ((LISTED, IN_PROGRESS, SUBMITTED, CLOSED), 6),
    ((LISTED, IN_PROGRESS, SUBMITTED, IN_PROGRESS, SUBMITTED, CLOSED), 1),
)


@dataclass
class Duties:
    """The rows of the registers of duties."""

    responsibilities: list[ResponsibilityRow] = field(default_factory=list)
    inspections: list[InspectionRow] = field(default_factory=list)
    measures: list[MeasureRow] = field(default_factory=list)
    milestones: list[MilestoneRow] = field(default_factory=list)
    items: list[RectificationItemRow] = field(default_factory=list)
    events: list[RectificationEventRow] = field(default_factory=list)


def assign_duties(ground: RegisterGround) -> Duties:
    """Assign responsibilities, set the fifteen measures, inspect and list what is to be mended."""
    duties = Duties()
    duties.responsibilities.extend(_responsibilities(ground, ground.stream("responsibilities")))
    _set_measures(ground, duties, ground.stream("measures"))
    _inspect(ground, duties, ground.stream("inspections"))
    _list_items(ground, duties, ground.stream("rectification"))
    return duties


def _responsibilities(ground: RegisterGround, stream: Stream) -> Iterator[ResponsibilityRow]:
    tree = ground.tree
    holders = [
        (tree.city_work_committee, "committee"),
        *((each, "committee") for each in tree.district_work_committees.values()),
        *((each, "committee") for each in tree.subdistrict_committees.values()),
        *((ground.network.own[each], "branch") for each in ground.led[:40]),
    ]
    number = 0
    for holder_id, kind in holders:
        for year in (YEAR - 1, YEAR):
            for title in ground.words["responsibilities"][kind]:
                number += 1
                due = date(year, 6 + 6 * stream.draw(2), 30)
                yield ResponsibilityRow(
                    number, title, holder_id, year, due, _done(stream, due, late_percent=6)
                )


def _done(stream: Stream, due: date, *, late_percent: int) -> date | None:
    """Return a day in the ten weeks before one is due, if it is past; a few stay undone."""
    is_missed = stream.draw(100) < late_percent
    day = due - timedelta(days=stream.draw(70))
    return None if is_missed or day > LAST_DAY else day


def _set_measures(ground: RegisterGround, duties: Duties, stream: Stream) -> None:
    tree = ground.tree
    department = tree[tree.city_work_committee].superior_id
    for number, (title, owner, steps) in enumerate(ground.words["measures"], start=1):
        districts = list(tree.district_work_committees.values())
        owners = {
            "city": tree.city_work_committee,
            "department": department or tree.city_work_committee,
            "district": districts[number % len(districts)],
        }
        duties.measures.append(MeasureRow(number, number, title, owners[owner]))
        # From spring on, every ten weeks a step; the last ones are due after the last day.
        first = ordinal(YEAR, 3, 20) + 11 * (number % 8)
        for position, step in enumerate(steps, start=1):
            due = date.fromordinal(first + 84 * (position - 1) + stream.draw(20))
            done = _done(stream, due, late_percent=0 if position == 1 else 9)
            duties.milestones.append(MilestoneRow(number, position, step, due, done))


def _inspect(ground: RegisterGround, duties: Duties, stream: Stream) -> None:
    findings = ground.words["findings"]
    for subject_id in ground.tree.subdistrict_committees.values():
        for _ in range(1 + stream.draw(2)):
            on = date.fromordinal(ordinal(2016, 9, 1) + stream.draw(LAST - ordinal(2016, 9, 1)))
            first = stream.draw(len(findings))
            text = ";".join({findings[first], findings[stream.draw(first + 1)]})
            text = ";".join(sorted(text.split(";"), key=findings.index))
            duties.inspections.append(
                InspectionRow(len(duties.inspections) + 1, subject_id, on, text)
            )


def _list_items(ground: RegisterGround, duties: Duties, stream: Stream) -> None:
    """List an item for each inspection, and as many again that no inspection found."""
    owners = list(ground.tree.district_work_committees.values())
    for inspection in duties.inspections:
        owner_id = ground.tree[inspection.subject_id].superior_id or owners[0]
        _list_item(ground, duties, stream, owner_id, inspection)
    for number in range(len(duties.inspections)):
        _list_item(ground, duties, stream, owners[number % len(owners)], None)


def _list_item(
    ground: RegisterGround,
    duties: Duties,
    stream: Stream,
    owner_id: int,
    inspection: InspectionRow | None,
) -> None:
    item_id = len(duties.items) + 1
    cause = stream.pick(_CAUSES)
    titles = ground.words["rectification_titles"][cause.value]
    stages = stream.pick(_STAGES)
    latest = LAST - 7 * len(stages) - 2
    listed = ordinal(2017, 1, 10) + stream.draw(latest - ordinal(2017, 1, 10))
    if inspection is not None:
        listed = min(max(inspection.on.toordinal() + 2, ordinal(2016, 9, 5)), latest)
    organization_id = None
    if inspection is None and stream.draw(3) == 0:
        organization_id = ground.led[stream.draw(len(ground.led))] + 1
    duties.items.append(
        RectificationItemRow(
            id=item_id,
            title=titles[stream.draw(len(titles))],
            cause=cause,
            owner_id=owner_id,
            measure_id=None if stream.draw(3) == 0 else 1 + stream.draw(len(duties.measures)),
            organization_id=organization_id,
            inspection_id=inspection and inspection.id,
            listed_on=date.fromordinal(listed),
            due_on=date.fromordinal(listed + 60 + stream.draw(90)),
            status=stages[-1],
        )
    )
    duties.events.extend(_history(ground, stream, item_id, owner_id, listed, stages))


def _history(
    ground: RegisterGround,
    stream: Stream,
    item_id: int,
    owner_id: int,
    listed: int,
    stages: tuple[RectificationStatus, ...],
) -> Iterator[RectificationEventRow]:
    """Tell every step: the owner works and submits, the city lists, sends back and closes."""
    actors, notes = ground.words["actors"], ground.words["rectification_notes"]
    district = ground.tree[owner_id].district
    owner = "" if district is None else ground.ground.reference.districts[district].name
    spacing = max((LAST - 1 - listed) // len(stages), 1)
    day, before = listed, None
    for position, stage in enumerate(stages, start=1):
        is_back = before is SUBMITTED and stage is IN_PROGRESS
        is_city = stage in (LISTED, CLOSED) or is_back
        note = notes["back"] if is_back else notes["closed"] if stage is CLOSED else None
        at = datetime.combine(
            date.fromordinal(day), time(1 + stream.draw(8), stream.draw(60)), tzinfo=UTC
        )
        by = actors["city"] if is_city else owner + actors["district"]
        yield RectificationEventRow(item_id, position, at, before, stage, by, note)
        day, before = day + 1 + stream.draw(min(spacing, 60)), stage
