"""Activities of the demo city: of branches, at stations, in circles and outdoors."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
from shapely import Point

from db.demo.branches import Branch, BranchNetwork, Groundwork
from db.demo.calendar import LAST, LAST_DAY, ordinal
from db.demo.organizations import Role
from db.demo.randomness import Stream
from db.demo.rows import ActivityRow
from db.models.enums import ActivitySeries

_WINDOW_BEGINS = date(LAST_DAY.year - 1, LAST_DAY.month, LAST_DAY.day).toordinal() + 1
"""Activities from this day on count as those of the twelve months to the last day."""

_DORMANT_PERCENT = 16
_OWN_PERCENT = 4
_BRANCH_SERIES = (
    (ActivitySeries.TEN_ONES, 40),
    (ActivitySeries.THEME_EDUCATION, 22),
    (ActivitySeries.VOLUNTEERING, 14),
    (ActivitySeries.STAFF_LIAISON, 8),
    (ActivitySeries.CULTURE_WEEK, 6),
    (ActivitySeries.SPORTS_FESTIVAL, 6),
    (ActivitySeries.STAFF_CONGRESS, 4),
)
_OWN_SERIES = (
    (ActivitySeries.CULTURE_WEEK, 4),
    (ActivitySeries.SPORTS_FESTIVAL, 4),
    (ActivitySeries.STAFF_CONGRESS, 3),
)
_COMMITTEE_SERIES = ((ActivitySeries.COORDINATION_MEETING, 3), (ActivitySeries.TRAINING, 2))
_STATION_SERIES = ((ActivitySeries.TEN_ONES, 3), (ActivitySeries.TRAINING, 2))
_CIRCLE_SERIES = ((ActivitySeries.VOLUNTEERING, 2), (ActivitySeries.CULTURE_WEEK, 1))


@dataclass(frozen=True)
class _Occasion:
    day: int
    participants: int
    host_id: int | None = None
    organization_id: int | None = None
    station_id: int | None = None
    circle_id: int | None = None
    location: Point | None = None


@dataclass
class _Programme:
    ground: Groundwork
    stream: Stream
    rows: list[ActivityRow] = field(default_factory=list)

    def hold(self, series: tuple[tuple[ActivitySeries, int], ...], occasion: _Occasion) -> None:
        """Append an activity of one of the weighted series, with one of its titles."""
        chosen = self.stream.pick(series)
        titles = self.ground.reference.vocabulary["activities"][chosen.value]
        self.hold_titled(chosen, titles[self.stream.draw(len(titles))], occasion)

    def hold_titled(self, series: ActivitySeries, title: str, occasion: _Occasion) -> None:
        """Append an activity."""
        self.rows.append(
            ActivityRow(
                id=len(self.rows) + 1,
                series=series,
                title=title,
                on=date.fromordinal(occasion.day),
                host_id=occasion.host_id,
                organization_id=occasion.organization_id,
                station_id=occasion.station_id,
                circle_id=occasion.circle_id,
                location=occasion.location,
                participants=occasion.participants,
            )
        )


def hold_activities(ground: Groundwork, network: BranchNetwork, seed: int) -> list[ActivityRow]:
    """Hold the activities of branches, organizations, committees, circles and stations.

    Those of the last day are at the stations: they are the newest dated facts.
    """
    programme = _Programme(ground, Stream(seed, "activities"))
    for branch in network.branches:
        _of_branch(programme, branch)
    _of_organizations(programme)
    _of_committees(programme)
    _in_circles(programme)
    _at_stations(programme)
    return programme.rows


def _of_branch(programme: _Programme, branch: Branch) -> None:
    """Hold one to three activities within the twelve months, and at most two before."""
    draw = programme.stream.draw
    is_dormant = draw(100) < _DORMANT_PERCENT and branch.role != Role.EFFECTIVELY_COVERED
    recent = 0 if is_dormant else 1 + draw(3)
    first = max(_WINDOW_BEGINS, branch.established + 1)
    days = [first + draw(LAST - first) for _ in range(recent)]
    past = max(ordinal(2014, 1, 1), branch.established + 1)
    if past < _WINDOW_BEGINS:
        days += [past + draw(_WINDOW_BEGINS - past) for _ in range(draw(3))]
    for day in sorted(days):
        programme.hold(_BRANCH_SERIES, _branch_occasion(programme, branch, day))


def _branch_occasion(programme: _Programme, branch: Branch, day: int) -> _Occasion:
    """Meet in an organization that is covered, in the circle or nowhere in particular."""
    draw = programme.stream.draw
    members = programme.ground.tree[branch.id].members
    participants = 3 + draw(max(4, min(members, 90))) + draw(8)
    if branch.organizations and draw(100) < 60:
        position = branch.organizations[draw(len(branch.organizations))]
        if programme.ground.founded(position) < day:
            return _Occasion(day, participants, branch.id, organization_id=position + 1)
    if branch.circle >= 0 and draw(2):
        return _Occasion(day, participants, branch.id, circle_id=branch.circle + 1)
    return _Occasion(day, participants, branch.id)


def _of_organizations(programme: _Programme) -> None:
    """Let some organizations hold something of their own, party organization or not."""
    draft = programme.ground.draft
    chosen = programme.stream.sample(draft.is_open & (draft.employees >= 10), _OWN_PERCENT / 100)
    for position in np.flatnonzero(chosen).tolist():
        first = max(ordinal(2016, 3, 1), programme.ground.founded(position) + 1)
        day = first + programme.stream.draw(LAST - first)
        participants = 5 + programme.stream.draw(min(int(draft.employees[position]), 200))
        programme.hold(_OWN_SERIES, _Occasion(day, participants, organization_id=position + 1))


def _of_committees(programme: _Programme) -> None:
    """Let work committees and those of subdistricts meet and train, two to four times a year."""
    tree = programme.ground.tree
    draw = programme.stream.draw
    hosts = [tree.city_work_committee, *tree.district_work_committees.values()]
    for host_id in [*hosts, *tree.subdistrict_committees.values()]:
        first = max(ordinal(2015, 11, 10), tree[host_id].established + 1)
        for _ in range(4 + draw(5)):
            day = first + draw(LAST - first)
            programme.hold(_COMMITTEE_SERIES, _Occasion(day, 12 + draw(60), host_id))


def _in_circles(programme: _Programme) -> None:
    """Let volunteers go out, in every circle and at its stations' doors."""
    tree = programme.ground.tree
    draw = programme.stream.draw
    for position, circle in enumerate(programme.ground.reference.circles):
        work_committee = tree.district_work_committees[circle.district]
        host_id = tree.circle_committees.get(position, work_committee)
        middle = circle.boundary.representative_point()
        street = Point(round(middle.x, 6), round(middle.y, 6))
        for number in range(6):
            day = ordinal(2016, 8, 1) + draw(LAST - ordinal(2016, 8, 1))
            occasion = _Occasion(day, 20 + draw(100), host_id, circle_id=position + 1)
            if number % 2:
                occasion = _Occasion(day, 20 + draw(100), host_id, location=street)
            programme.hold(_CIRCLE_SERIES, occasion)


def _at_stations(programme: _Programme) -> None:
    """Meet at every station since it opened, and at all of them on the last day."""
    tree = programme.ground.tree
    draw = programme.stream.draw
    vocabulary = programme.ground.reference.vocabulary
    for position, station in enumerate(programme.ground.reference.stations):
        host_id = tree.district_work_committees[station.district]
        opened = station.opened_on.toordinal()
        for _ in range(2 + draw(4)):
            day = opened + draw(LAST - opened)
            occasion = _Occasion(day, 15 + draw(50), host_id, station_id=position + 1)
            programme.hold(_STATION_SERIES, occasion)
        programme.hold_titled(
            ActivitySeries.THEME_EDUCATION,
            vocabulary["closing_activity"],
            _Occasion(LAST, 30 + draw(60), host_id, station_id=position + 1),
        )
