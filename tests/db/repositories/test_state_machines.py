"""Steps that records may take, over every pair of states."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy.orm import Session

from db import models
from db.errors import (
    RecordNotFoundError,
    RecordRejectedError,
    StaleVersionError,
    TransitionError,
)
from db.models.enums import (
    RectificationCause,
    RectificationStatus,
    RegisterStatus,
    WishStatus,
)
from db.repositories import changes, inspection, measure, rectification, responsibility, wish
from db.repositories.register import RegisterFilter

AT = datetime(2017, 10, 1, 9, tzinfo=UTC)
DAY = date(2017, 11, 1)
LISTED, IN_PROGRESS, SUBMITTED, CLOSED = RectificationStatus
WAYS = {
    LISTED: (),
    IN_PROGRESS: (IN_PROGRESS,),
    SUBMITTED: (IN_PROGRESS, SUBMITTED),
    CLOSED: (IN_PROGRESS, SUBMITTED, CLOSED),
}


def item(session: Session, status: RectificationStatus = LISTED) -> models.RectificationItem:
    """Take a new item to a status: the owner works and submits, the city closes."""
    made = rectification.list_item(
        session,
        models.RectificationItem(
            title="a",
            cause=RectificationCause.LOW_COVERAGE,
            owner_id=2,
            listed_on=date(2017, 10, 1),
            due_on=date(2017, 10, 31),
        ),
        by="city",
        at=AT,
    )
    for step in WAYS[status]:
        by = "city" if step is CLOSED else "owner"
        rectification.move(session, made.id, made.version, step, by=by, at=AT)
    return made


@pytest.mark.parametrize(
    ("start", "to"), list(product(RectificationStatus, repeat=2)), ids=lambda each: each.value
)
def test_an_item_takes_these_steps_and_no_others(
    city_session: Session, start: RectificationStatus, to: RectificationStatus
) -> None:
    allowed = {
        (LISTED, IN_PROGRESS),
        (IN_PROGRESS, SUBMITTED),
        (SUBMITTED, CLOSED),
        (SUBMITTED, IN_PROGRESS),
    }
    session = city_session
    made = item(session, start)
    before = made.version
    if (start, to) not in allowed:
        with pytest.raises(TransitionError, match=f"is {start.value} cannot become {to.value}"):
            rectification.move(session, made.id, before, to, by="other", at=AT, note="n")
        assert (made.status, made.version) == (start, before)
        return
    rectification.move(session, made.id, before, to, by="other", at=AT, note="n")
    assert (made.status, made.version) == (to, before + 1)
    history = rectification.events_by_item_ids(session, [made.id])[made.id]
    assert (history[-1].from_status, history[-1].to_status) == (start, to)


def test_the_history_tells_every_step_with_time_actor_and_note(city_session: Session) -> None:
    session = city_session
    made = item(session, SUBMITTED)
    later = AT + timedelta(days=2)
    rectification.move(session, made.id, 3, IN_PROGRESS, by="city", at=later, note="a photo")
    identifier = made.id
    history = rectification.events_by_item_ids(session, [identifier, 77])
    assert history[77] == []
    assert [
        (each.position, each.at, each.from_status, each.to_status, each.by, each.note)
        for each in history[identifier]
    ] == [
        (1, AT, None, LISTED, "city", None),
        (2, AT, LISTED, IN_PROGRESS, "owner", None),
        (3, AT, IN_PROGRESS, SUBMITTED, "owner", None),
        (4, later, SUBMITTED, IN_PROGRESS, "city", "a photo"),
    ]


@pytest.mark.parametrize("note", [None, "", "  "])
def test_a_step_back_needs_a_note(city_session: Session, note: str | None) -> None:
    session = city_session
    made = item(session, SUBMITTED)
    with pytest.raises(TransitionError, match="needs a note"):
        rectification.move(session, made.id, 3, IN_PROGRESS, by="city", at=AT, note=note)


def test_who_submitted_last_does_not_close(city_session: Session) -> None:
    session = city_session
    made = item(session, SUBMITTED)
    with pytest.raises(TransitionError, match="owner submitted the item"):
        rectification.move(session, made.id, 3, CLOSED, by="owner", at=AT)
    rectification.move(session, made.id, 3, IN_PROGRESS, by="city", at=AT, note="n")
    rectification.move(session, made.id, 4, SUBMITTED, by="city", at=AT)
    with pytest.raises(TransitionError, match="city submitted the item"):
        rectification.move(session, made.id, 5, CLOSED, by="city", at=AT)
    rectification.move(session, made.id, 5, CLOSED, by="owner", at=AT)
    assert made.status is CLOSED


def test_a_step_on_a_stale_version_is_refused(city_session: Session) -> None:
    session = city_session
    made = item(session, IN_PROGRESS)
    with pytest.raises(StaleVersionError):
        rectification.move(session, made.id, 1, SUBMITTED, by="owner", at=AT)


def test_an_item_is_overdue_from_the_day_after_and_not_once_closed(city_session: Session) -> None:
    session = city_session
    open_item, closed = item(session, SUBMITTED), item(session, CLOSED)
    for day, expected in ((date(2017, 10, 31), []), (date(2017, 11, 1), [open_item.id])):
        statement = rectification.list_statement(session).where(rectification.is_overdue(day))
        assert [each.id for each in session.scalars(statement)] == expected
    assert closed.status is CLOSED


def test_an_inspection_opens_items(city_session: Session) -> None:
    session = city_session
    found = changes.add(session, models.Inspection(subject_id=4, on=DAY, findings="x"))
    made = item(session)
    made.inspection_id = found.id
    session.flush()
    assert inspection.items_by_inspection_ids(session, [found.id]) == {found.id: [made]}


def a_wish(session: Session, status: WishStatus) -> models.Wish:
    made = changes.add(session, models.Wish(title="a", status=WishStatus.OPEN, posted_on=DAY))
    if status is not WishStatus.OPEN:
        wish.claim(session, made.id, 1, 1, DAY)
    if status is WishStatus.FULFILLED:
        wish.fulfil(session, made.id, 2, DAY)
    return made


@pytest.mark.parametrize(
    ("start", "to"), list(product(WishStatus, repeat=2)), ids=lambda each: each.value
)
def test_a_wish_is_claimed_then_fulfilled(
    city_session: Session, start: WishStatus, to: WishStatus
) -> None:
    def step(session: Session, made: models.Wish) -> None:
        if to is WishStatus.CLAIMED:
            wish.claim(session, made.id, made.version, 2, DAY)
        else:
            wish.fulfil(session, made.id, made.version, DAY)

    if to is WishStatus.OPEN:
        return  # there is no way to ask for it
    session = city_session
    made = a_wish(session, start)
    assert made.status is start
    if (start, to) in (
        (WishStatus.OPEN, WishStatus.CLAIMED),
        (WishStatus.CLAIMED, WishStatus.FULFILLED),
    ):
        step(session, made)
        assert made.status is to
        return
    with pytest.raises(TransitionError, match=f"the wish is {start.value}"):
        step(session, made)
    assert made.status is start


def test_only_an_organization_claims_a_wish(city_session: Session) -> None:
    session = city_session
    made = a_wish(session, WishStatus.OPEN)
    with pytest.raises(RecordNotFoundError, match="Organization 99"):
        wish.claim(session, made.id, 1, 99, DAY)


def test_a_responsibility_is_completed_once(city_session: Session) -> None:
    session = city_session
    made = changes.add(session, models.Responsibility(title="a", holder_id=4, year=2017))
    assert responsibility.complete(session, made.id, 1, DAY).done_on == DAY
    with pytest.raises(TransitionError, match="2017-11-01 already"):
        responsibility.complete(session, made.id, 2, DAY)


@pytest.mark.parametrize(
    ("year", "due_on", "done_on", "expected"),
    [
        (2017, None, None, RegisterStatus.IN_PROGRESS),
        (2017, date(2017, 11, 1), None, RegisterStatus.IN_PROGRESS),
        (2017, date(2017, 10, 31), None, RegisterStatus.OVERDUE),
        (2017, date(2017, 10, 31), date(2017, 12, 1), RegisterStatus.DONE),
        (2016, None, None, RegisterStatus.OVERDUE),
        (2016, date(2018, 1, 1), None, RegisterStatus.IN_PROGRESS),
        (2018, None, None, RegisterStatus.PENDING),
        (2018, date(2017, 10, 31), None, RegisterStatus.OVERDUE),
        (2018, date(2018, 6, 1), None, RegisterStatus.PENDING),
    ],
)
def test_the_status_of_a_responsibility_follows_from_dates(
    city_session: Session,
    year: int,
    due_on: date | None,
    done_on: date | None,
    expected: RegisterStatus,
) -> None:
    session = city_session
    made = changes.add(
        session,
        models.Responsibility(title="a", holder_id=4, year=year, due_on=due_on, done_on=done_on),
    )
    assert responsibility.status(made, DAY) is expected
    for status in RegisterStatus:
        statement = responsibility.list_statement(session, RegisterFilter(statuses=[status.value]))
        assert (made in session.scalars(statement).all()) == (status is expected)


PAST, COMING = date(2017, 10, 31), date(2017, 11, 1)


@pytest.mark.parametrize(
    ("milestones", "expected"),
    [
        ((), RegisterStatus.PENDING),
        (((COMING, None),), RegisterStatus.PENDING),
        (((PAST, None),), RegisterStatus.OVERDUE),
        (((PAST, PAST),), RegisterStatus.DONE),
        (((PAST, PAST), (COMING, None)), RegisterStatus.IN_PROGRESS),
        (((PAST, None), (COMING, PAST)), RegisterStatus.OVERDUE),
        (((PAST, PAST), (COMING, PAST)), RegisterStatus.DONE),
    ],
)
def test_the_status_of_a_measure_follows_from_its_milestones(
    city_session: Session,
    milestones: tuple[tuple[date, date | None], ...],
    expected: RegisterStatus,
) -> None:
    session = city_session
    made = measure.add(
        session,
        models.Measure(number=1, title="m", owner_id=1),
        [
            models.Milestone(title=f"step {place}", due_on=due, done_on=done)
            for place, (due, done) in enumerate(milestones)
        ],
    )
    assert measure.statuses_by_ids(session, [made.id], DAY) == {made.id: expected}
    for status in RegisterStatus:
        statement = measure.list_statement(session, RegisterFilter(statuses=[status.value]))
        assert (made in session.scalars(statement).all()) == (status is expected)


def test_milestones_are_completed_one_by_one(city_session: Session) -> None:
    steps = [models.Milestone(title=title, due_on=DAY) for title in ("first", "second")]
    session = city_session
    made = measure.add(session, models.Measure(number=7, title="m", owner_id=1), steps)
    measure.complete_milestone(session, made.id, 1, "second", PAST)
    assert made.version == 2
    with pytest.raises(TransitionError, match="second was completed on 2017-10-31 already"):
        measure.complete_milestone(session, made.id, 2, "second", DAY)
    with pytest.raises(RecordNotFoundError, match="no milestone third; it has first, second"):
        measure.complete_milestone(session, made.id, 2, "third", DAY)
    with pytest.raises(StaleVersionError):
        measure.complete_milestone(session, made.id, 1, "first", DAY)


def test_a_corrected_road_map_keeps_what_is_done(city_session: Session) -> None:
    session = city_session
    made = measure.add(
        session,
        models.Measure(number=7, title="m", owner_id=1),
        [
            models.Milestone(title="first", due_on=DAY, done_on=PAST),
            models.Milestone(title="second", due_on=DAY),
        ],
    )
    new = [models.Milestone(title=title, due_on=COMING) for title in ("zero", "first")]
    measure.correct(session, made.id, 1, {"title": "n"}, new)
    found = measure.milestones_by_measure_ids(session, [made.id])[made.id]
    assert [(each.position, each.title, each.done_on) for each in found] == [
        (1, "zero", None),
        (2, "first", PAST),
    ]
    with pytest.raises(RecordRejectedError, match="two milestones have one title"):
        measure.set_milestones(session, made, [*new[:1], *new[:1]])
