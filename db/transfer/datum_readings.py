"""The coordinate systems by which the numbers of a file of a city can be meant."""

from collections.abc import Iterator

from geo.crs import CoordinateSystem
from geo.reading import Reading

_CHINA_WEST, _CHINA_EAST, _CHINA_SOUTH, _CHINA_NORTH = 73.4, 135.2, 3.3, 53.7
_FIRST_MERIDIAN, _LAST_MERIDIAN = 75, 135
# EPSG's numbers of the CGCS2000 zones on the meridian 75 E; the next meridian has the next number.
_THREE_DEGREES, _THREE_DEGREES_NUMBERED = 4534, 4513
_SIX_DEGREES, _SIX_DEGREES_NUMBERED = 4502, 4491
# Surveyors keep to one zone over a city that lies in two, and clerks to their neighbours' zone.
_FAR_DEG = 6.0
_UTM_NORTH, _UTM_SOUTH, _WEB_MERCATOR = 32600, 32700, 3857


def candidate_readings(bounds: tuple[float, float, float, float]) -> list[Reading]:
    """Give every reading that a file of a city may have, the most usual first.

    Degrees: WGS 84 (CGCS2000 is the same), and in China GCJ-02 and BD-09. Metres: in China the
    CGCS2000 zones of 3 and of 6 degrees whose meridian is within 6 degrees of the city, with and
    without the zone's number in the eastings; everywhere UTM and Web Mercator. Each with the
    eastern or the northern coordinate first.

    Parameters
    ----------
    bounds : (west, south, east, north)
        Of the city, WGS 84 degrees.
    """
    straight = list(_definitions(bounds))
    return [Reading(one) for one in straight] + [Reading(one, is_swapped=True) for one in straight]


def _definitions(bounds: tuple[float, float, float, float]) -> Iterator[str]:
    west, south, east, north = bounds
    longitude, latitude = (west + east) / 2.0, (south + north) / 2.0
    is_in_longitude = west <= _CHINA_EAST and east >= _CHINA_WEST
    is_chinese = is_in_longitude and south <= _CHINA_NORTH and north >= _CHINA_SOUTH
    yield CoordinateSystem.WGS84.value
    if is_chinese:
        yield CoordinateSystem.GCJ02.value
        yield CoordinateSystem.BD09.value
        for step, first, numbered in (
            (3, _THREE_DEGREES, _THREE_DEGREES_NUMBERED),
            (6, _SIX_DEGREES, _SIX_DEGREES_NUMBERED),
        ):
            for meridian in range(_FIRST_MERIDIAN, _LAST_MERIDIAN + 1, step):
                if abs(meridian - longitude) <= _FAR_DEG:
                    place = (meridian - _FIRST_MERIDIAN) // step
                    yield f"EPSG:{first + place}"
                    yield f"EPSG:{numbered + place}"
    zone = int((longitude + 180.0) // 6.0) % 60 + 1
    for neighbour in (zone, zone - 1, zone + 1):
        yield f"EPSG:{(_UTM_NORTH if latitude >= 0.0 else _UTM_SOUTH) + (neighbour - 1) % 60 + 1}"
    yield f"EPSG:{_WEB_MERCATOR}"
