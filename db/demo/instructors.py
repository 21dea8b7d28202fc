"""Instructors of the demo city and their dated assignments."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from db.demo.branches import Groundwork
from db.demo.calendar import LAST, NEVER, ordinal
from db.demo.cover_plan import Cover
from db.demo.geography import nearest_station
from db.demo.organizations import Draft, Role
from db.demo.randomness import Stream
from db.demo.rows import AssignmentRow, InstructorRow
from db.models.enums import InstructorMode, InstructorSource

LARGE_EMPLOYEES = 200
"""From so many employees on an organization has an instructor of its own."""

_FIRST_DAY = ordinal(2013, 3, 1)
_SMALLEST_CAPACITY, _LARGEST_CAPACITY = 6, 12
_SOURCES = (
    (InstructorSource.SECONDED, 46),
    (InstructorSource.RETIRED_CADRE, 26),
    (InstructorSource.OPEN_RECRUITMENT, 16),
    (InstructorSource.RETIRED_SERVICE_MEMBER, 12),
)


@dataclass
class Guidance:
    """The instructors and their assignments."""

    instructors: list[InstructorRow] = field(default_factory=list)
    assignments: list[AssignmentRow] = field(default_factory=list)


def send_instructors(ground: Groundwork, seed: int) -> Guidance:
    """Send dedicated instructors to large and hard organizations, shared ones to small ones."""
    stream = Stream(seed, "instructors")
    draft = ground.draft
    guidance = Guidance()
    posts = _Posts(ground, guidance, stream)
    demanding = draft.is_open & draft.is_plain
    demanding &= (draft.employees >= LARGE_EMPLOYEES) | draft.hard_to_organize
    dedicated = stream.sample(demanding, 0.75)
    dedicated |= (draft.role == Role.EFFECTIVELY_COVERED) | (draft.role == Role.ONLY_INSTRUCTED)
    shared = _shared(stream, draft, ground.plan.cover == Cover.NONE, demanding)
    station = nearest_station(ground.reference, draft.xy, draft.located_district)
    for district in range(len(ground.reference.districts)):
        here = draft.located_district == district
        for position in np.flatnonzero(here & dedicated).tolist():
            posts.dedicate(position)
        positions = np.flatnonzero(here & shared)
        # Neighbours share an instructor: by station, then by rows of about 300 m.
        band = np.floor(draft.xy[positions, 1] / 0.003)
        keys = (positions, draft.xy[positions, 0], band, station[positions])
        posts.share_out(positions[np.lexsort(keys)].tolist(), station)
    return guidance


def _shared(
    stream: Stream, draft: Draft, uncovered: NDArray[np.bool_], demanding: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    small = draft.is_open & draft.is_plain & ~demanding
    return stream.sample(small & ~uncovered, 0.58) | stream.sample(small & uncovered, 0.27)


@dataclass
class _Posts:
    """Fills the posts of instructors one after the other; codes count within a district."""

    ground: Groundwork
    guidance: Guidance
    stream: Stream
    counts: dict[tuple[int, InstructorMode], int] = field(default_factory=dict)

    def dedicate(self, position: int) -> None:
        """Send an instructor to one organization only."""
        instructor_id = self._appoint(InstructorMode.DEDICATED, position, None, 1)
        since = self._since(position, _FIRST_DAY)
        self._assign(instructor_id, position, since, None)

    def share_out(self, positions: list[int], station: NDArray[np.int64]) -> None:
        """Send instructors to groups of neighbours, up to their capacities."""
        start = 0
        while start < len(positions):
            spread = _LARGEST_CAPACITY - _SMALLEST_CAPACITY + 1
            capacity = _SMALLEST_CAPACITY + self.stream.draw(spread)
            vacant = self.stream.draw(3)
            group = positions[start : start + capacity - vacant]
            start += len(group)
            home = int(station[group[0]])
            home_id = None if home < 0 else home + 1
            relieved_on = self._predecessor(group, home_id, capacity)
            instructor_id = self._appoint(InstructorMode.SHARED, group[0], home_id, capacity)
            for position in group:
                since = self._since(position, max(_FIRST_DAY, relieved_on))
                self._assign(instructor_id, position, since, None)

    def _predecessor(self, group: list[int], home_id: int | None, capacity: int) -> int:
        """Sometimes let another have guided the group before; return the day of relief."""
        if self.stream.draw(10):
            return NEVER
        relieved_on = ordinal(2015, 6, 1) + self.stream.draw(600)
        before = [each for each in group if self.ground.founded(each) < relieved_on - 90]
        if before:
            instructor_id = self._appoint(InstructorMode.SHARED, group[0], home_id, capacity)
            for position in before:
                since = max(_FIRST_DAY, self.ground.founded(position))
                self._assign(instructor_id, position, since, relieved_on)
        return relieved_on

    def _appoint(
        self, mode: InstructorMode, position: int, home_id: int | None, capacity: int
    ) -> int:
        district = int(self.ground.draft.located_district[position])
        number = self.counts.get((district, mode), 0) + 1
        self.counts[district, mode] = number
        letter = "Z" if mode is InstructorMode.DEDICATED else "G"
        instructor_id = len(self.guidance.instructors) + 1
        code = f"{self.ground.reference.districts[district].adcode}-{letter}{number:04d}"
        self.guidance.instructors.append(
            InstructorRow(instructor_id, code, mode, self.stream.pick(_SOURCES), home_id, capacity)
        )
        return instructor_id

    def _since(self, position: int, earliest: int) -> int:
        first = max(earliest, self.ground.founded(position))
        return first + self.stream.draw(max(1, (LAST - first) * 2 // 3))

    def _assign(self, instructor_id: int, position: int, since: int, until: int | None) -> None:
        self.guidance.assignments.append(
            AssignmentRow(
                instructor_id,
                position + 1,
                date.fromordinal(since),
                None if until is None else date.fromordinal(until),
            )
        )
