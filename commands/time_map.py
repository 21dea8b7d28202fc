"""The map of coverage over time of a database, month by month."""

from __future__ import annotations

from dataclasses import replace

from commands.map_content import dated, refuse_empty, to_district, to_organizations, to_station
from db.engine import Session
from maps.document import Document
from maps.place_layers import rate_ratio
from maps.setting import Setting
from maps.time_map import CityHistory, TimeMap, time_document
from schema.operations.limits import Limits
from schema.operations.questions import CoverageQuestion
from schema.operations.time_map import TimeMapData, time_map_data

DEFAULT_MONTHS = 12


def city_history(
    session: Session,
    question: CoverageQuestion,
    limits: Limits,
    setting: Setting,
    n_months: int = DEFAULT_MONTHS,
) -> Document:
    """Make the map of a question's scope over the months up to its day.

    Raises
    ------
    ArgumentError
        The scope, the radius or the number of months is refused; the message says why.
    NothingToDrawError
        There are no districts.
    """
    data = time_map_data(session, question, limits, n_months)
    refuse_empty(data.districts)
    return time_document(to_time_map(data, dated(setting, session, data.report.as_of)))


def to_time_map(data: TimeMapData, setting: Setting) -> TimeMap:
    """Turn the answer of the use case into what `maps` draws."""
    return TimeMap(
        steps=[str(point.on) for point in data.points],
        districts=[to_district(one) for one in data.districts],
        numerator=data.numerators,
        denominator=data.denominators,
        organizations=to_organizations(data.organizations),
        is_reached=data.is_reached,
        is_present=data.is_present,
        # When one is open is told by the steps; a later closing does not change its symbol.
        stations=[replace(to_station(one), status="OPEN") for one in data.stations],
        is_open=data.is_open,
        history=CityHistory(
            station_reach=[rate_ratio(point.station_reach) for point in data.points],
            formal_coverage=[rate_ratio(point.formal_coverage) for point in data.points],
            work_coverage=[rate_ratio(point.work_coverage) for point in data.points],
            effective_coverage=[rate_ratio(point.effective_coverage) for point in data.points],
            area_ratio=[point.area_ratio for point in data.points],
        ),
        setting=setting,
    )
