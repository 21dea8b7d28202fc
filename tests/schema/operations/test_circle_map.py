"""The data of the maps of circles, pairings and rectification of the small city."""

from __future__ import annotations

from db.engine import Database
from schema.operations.circle_map import circle_map_data
from schema.operations.limits import Limits
from schema.operations.pairing_map import pairing_map_data
from schema.operations.questions import CoverageQuestion, Scope
from schema.operations.rectification_map import rectification_map_data


def test_circles_come_with_their_members(small_city: Database) -> None:
    with small_city.read() as session:
        data = circle_map_data(session, CoverageQuestion(), Limits())

    assert data.organizations.names == ["甲公司", "乙公司 Beta", "戊协会"]
    assert [list(rows) for rows in data.members] == [[0, 1], [2]]
    assert [one.report.station_reach.ratio for one in data.circles] == [1.0, 0.0]


def test_a_district_has_its_own_circles(small_city: Database) -> None:
    with small_city.read() as session:
        data = circle_map_data(session, CoverageQuestion(Scope(adcode="630102")), Limits())

    assert [one.circle.name for one in data.circles] == ["东商圈"]
    assert data.organizations.names == ["戊协会"]
    assert [one.district.name for one in data.districts] == ["东区"]


def test_registers_without_entries_give_none(small_city: Database) -> None:
    with small_city.read() as session:
        assert pairing_map_data(session, CoverageQuestion(), Limits()).pairings == []
        assert rectification_map_data(session, CoverageQuestion(), Limits()).items == []
