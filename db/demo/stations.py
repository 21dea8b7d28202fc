"""The guidance stations of the demo city and what they cost."""

import numpy as np
from shapely import Point

from db.demo.geography import circle_of
from db.demo.reference import Reference
from db.demo.rows import StationFundingRow, StationRow
from db.models.enums import FundingSource, StationStatus


def station_rows(reference: Reference) -> list[StationRow]:
    """Return the stations, all open."""
    xy = np.array([(station.longitude, station.latitude) for station in reference.stations])
    return [
        StationRow(
            id=position + 1,
            name=station.name,
            status=StationStatus.OPEN,
            location=Point(station.longitude, station.latitude),
            service_radius_m=station.service_radius_m,
            capacity=station.capacity,
            opened_on=station.opened_on,
            closed_on=None,
            district_id=station.district + 1,
            circle_id=None if circle < 0 else circle + 1,
        )
        for position, (station, circle) in enumerate(
            zip(reference.stations, circle_of(reference, xy).tolist(), strict=True)
        )
    ]


def funding_rows(reference: Reference) -> list[StationFundingRow]:
    """Return what each source gave to each station."""
    return [
        StationFundingRow(position, source, amount_cny)
        for position, station in enumerate(reference.stations, start=1)
        for source, amount_cny in (
            (FundingSource.POOLED, station.pooled_cny),
            (FundingSource.SELF_RAISED, station.self_raised_cny),
            (FundingSource.SUPERIOR_SUPPORT, station.superior_support_cny),
        )
    ]
