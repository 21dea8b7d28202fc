"""Instructors, activities and assessments of the demo city."""

from collections import Counter, defaultdict
from datetime import date

import pytest

from db.demo import DemoCity
from db.demo.instructors import LARGE_EMPLOYEES
from db.models.enums import ActivitySeries, InstructorMode, InstructorSource


def test_no_instructor_ever_guides_more_than_the_capacity(city: DemoCity) -> None:
    assigned = defaultdict(list)
    for each in city.assignments:
        assigned[each.instructor_id].append(each)
    for instructor in city.instructors:
        mine = assigned[instructor.id]
        assert mine
        for day in {each.since for each in mine}:
            load = sum(
                each.since <= day and (each.until is None or each.until > day) for each in mine
            )
            assert load <= instructor.capacity


def test_dedicated_instructors_go_to_large_or_hard_organizations(city: DemoCity) -> None:
    organizations = {each.id: each for each in city.organizations}
    modes = {each.id: each.mode for each in city.instructors}
    counts = Counter(each.mode for each in city.instructors)
    assert counts[InstructorMode.DEDICATED] > 10
    assert counts[InstructorMode.SHARED] > 10
    for each in city.assignments:
        organization = organizations[each.organization_id]
        is_demanding = organization.employees >= LARGE_EMPLOYEES or organization.hard_to_organize
        assert is_demanding == (modes[each.instructor_id] is InstructorMode.DEDICATED)


def test_instructors_come_from_every_source_and_are_known_by_a_code(city: DemoCity) -> None:
    assert {each.source for each in city.instructors} == set(InstructorSource)
    codes = [each.code for each in city.instructors]
    assert len(set(codes)) == len(codes)
    assert all(code[:6].isdigit() and code[7] in "ZG" for code in codes)


def test_assignments_are_dated_and_some_have_ended(city: DemoCity) -> None:
    established = {each.id: each.established_on or date.min for each in city.organizations}
    for each in city.assignments:
        assert established[each.organization_id] <= each.since <= city.last_day
        assert each.until is None or each.since < each.until <= city.last_day
    assert any(each.until is not None for each in city.assignments)
    keys = [(each.instructor_id, each.organization_id, each.since) for each in city.assignments]
    assert len(set(keys)) == len(keys)


def test_every_station_meets_on_the_last_day(city: DemoCity) -> None:
    last = [each for each in city.activities if each.on == city.last_day]
    assert sorted(each.station_id or 0 for each in last) == [each.id for each in city.stations]


def test_activities_of_every_kind_at_one_place_at_most(city: DemoCity) -> None:
    assert {each.series for each in city.activities} == set(ActivitySeries) - {ActivitySeries.OTHER}
    for each in city.activities:
        places = (each.organization_id, each.station_id, each.circle_id, each.location)
        assert sum(place is not None for place in places) <= 1
        assert each.participants > 0
        assert each.host_id is not None or each.organization_id is not None
    for index in range(4):
        assert any(
            (each.organization_id, each.station_id, each.circle_id, each.location)[index]
            for each in city.activities
        )


def test_hosts_and_stations_exist_when_they_act(city: DemoCity) -> None:
    hosts = {each.id: each.established_on or date.min for each in city.party_organizations}
    stations = {each.id: each.opened_on or date.min for each in city.stations}
    organizations = {each.id: each.established_on or date.min for each in city.organizations}
    for each in city.activities:
        assert each.host_id is None or hosts[each.host_id] <= each.on
        assert each.station_id is None or stations[each.station_id] <= each.on
        assert each.organization_id is None or organizations[each.organization_id] <= each.on


def test_the_weights_of_a_year_add_up_to_one(city: DemoCity) -> None:
    weights: dict[tuple[int, int], float] = defaultdict(float)
    for each in city.assessments:
        weights[each.subject_id, each.year] += each.weight
    assert list(weights.values()) == pytest.approx([1.0] * len(weights))
    subjects = [(each.subject_id, each.year, each.target) for each in city.assessments]
    assert len(set(subjects)) == len(subjects)


def test_this_year_is_not_scored_yet_and_last_year_is_for_most(city: DemoCity) -> None:
    years = Counter((each.year, each.score is not None) for each in city.assessments)
    assert years[2017, True] == 0
    assert years[2017, False] > 0
    assert years[2016, True] > 4 * years[2016, False] > 0
    assert all(each.score is None or 0 <= each.score <= 100 for each in city.assessments)


def test_nobody_is_assessed_for_a_year_before_it_existed(city: DemoCity) -> None:
    established = {each.id: each.established_on for each in city.party_organizations}
    for each in city.assessments:
        since = established[each.subject_id]
        assert since is None or since.year <= each.year
