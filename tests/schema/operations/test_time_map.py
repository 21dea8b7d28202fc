"""Coverage month by month of the small city: what each day alone would say."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from db.engine import Database
from schema.operations.coverage_map import study_coverage
from schema.operations.errors import ArgumentError
from schema.operations.limits import Limits
from schema.operations.questions import CoverageQuestion, Network, Scope
from schema.operations.time_map import TimeMapData, time_map_data


def read(database: Database, question: CoverageQuestion, n_months: int = 12) -> TimeMapData:
    with database.read() as session:
        return time_map_data(session, question, Limits(), n_months)


def test_organizations_and_stations_come_and_go(small_city: Database) -> None:
    data = read(small_city, CoverageQuestion())
    days = [point.on for point in data.points]

    assert (days[0], days[2], days[-1]) == (date(2016, 11, 1), date(2017, 1, 1), date(2017, 11, 1))
    assert data.organizations.ids.tolist() == [1, 2, 3, 4, 5, 6]
    # Organization 6 was closed on 2017-05-01, and the station of the west opened on 2017-01-01.
    assert data.is_present[:, 5].tolist() == [True] * 6 + [False] * 7
    assert data.is_reached[:, 0].tolist() == [False] * 2 + [True] * 11
    assert data.is_reached[:, 5].tolist() == [False] * 2 + [True] * 4 + [False] * 7
    assert [one.station.id for one in data.stations] == [1, 3]
    assert data.is_open[:, 1].tolist() == [True] * 7 + [False] * 6
    assert data.denominators[:, 0].tolist() == [4] * 6 + [3] * 7
    assert data.numerators[-1].tolist() == [2, 0]


@pytest.mark.parametrize(
    "question",
    [
        CoverageQuestion(),
        CoverageQuestion(network=Network(service_radius_m=10_000.0)),
        CoverageQuestion(Scope(adcode="630101")),
    ],
)
def test_every_month_is_what_its_day_alone_would_say(
    small_city: Database, question: CoverageQuestion
) -> None:
    data = read(small_city, question, 24)

    assert len(data.points) == 25
    for step, point in enumerate(data.points):
        with small_city.read() as session:
            alone = study_coverage(
                session,
                CoverageQuestion(question.scope, question.network, as_of=point.on),
                Limits(),
            )
        assert point.station_reach == alone.station_reach
        assert point.formal_coverage == alone.formal_coverage
        assert point.work_coverage == alone.work_coverage
        assert point.effective_coverage == alone.effective_coverage
        assert np.count_nonzero(data.is_reached[step]) == alone.station_reach.numerator
        assert np.count_nonzero(data.is_present[step]) == alone.station_reach.denominator


@pytest.mark.parametrize("n_months", [0, 121])
def test_months_out_of_range_are_refused(small_city: Database, n_months: int) -> None:
    with pytest.raises(ArgumentError, match=f"{n_months} is out of range; give 1 to 120"):
        read(small_city, CoverageQuestion(), n_months)
