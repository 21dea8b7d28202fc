"""Places of culture and alliances of the demo city."""

from collections.abc import Iterator

from shapely import Point

from db.demo.randomness import Stream
from db.demo.register_ground import RegisterGround
from db.demo.register_rows import (
    AllianceCircleRow,
    AllianceOrganizationRow,
    AllianceRow,
    CultureSiteRow,
)
from db.models.enums import CultureSiteKind

_INDUSTRIAL = 1
_N_MEMBERS = 30


def culture_sites(ground: RegisterGround) -> list[CultureSiteRow]:
    """Return corridors at organizations, and a room for activities at every station."""
    stream = ground.stream("culture sites")
    titles = ground.words["culture_sites"]
    rows = [
        CultureSiteRow(
            0,
            CultureSiteKind.ACTIVITY_ROOM,
            station.name + titles[CultureSiteKind.ACTIVITY_ROOM.value],
            None,
            Point(station.longitude, station.latitude),
        )
        for station in ground.ground.reference.stations
    ]
    rows += _at_organizations(ground, stream, titles)
    return [row._replace(id=number) for number, row in enumerate(rows, start=1)]


def _at_organizations(
    ground: RegisterGround, stream: Stream, titles: dict[str, str]
) -> Iterator[CultureSiteRow]:
    for position in ground.located[: max(10, len(ground.located) // 8)]:
        for kind in CultureSiteKind:
            if stream.draw(3) == 0:
                name = ground.ground.names[position] + titles[kind.value]
                yield CultureSiteRow(0, kind, name, position + 1, ground.place(position))


def alliance_rows(
    ground: RegisterGround,
) -> tuple[list[AllianceRow], list[AllianceCircleRow], list[AllianceOrganizationRow]]:
    """Return an alliance over the four circles, and one of enterprises in industrial parks."""
    draft, reference = ground.ground.draft, ground.ground.reference
    names = ground.words["alliances"]
    in_circles = [each for each in ground.led if draft.circle[each] >= 0]
    in_parks = [
        each for each in ground.led if reference.areas[draft.area[each]].profile == _INDUSTRIAL
    ]
    return (
        [AllianceRow(1, names["circles"]), AllianceRow(2, names["parks"])],
        [AllianceCircleRow(1, place) for place in range(1, len(reference.circles) + 1)],
        [
            AllianceOrganizationRow(alliance_id, position + 1)
            for alliance_id, members in ((1, in_circles), (2, in_parks))
            for position in sorted(members[:_N_MEMBERS])
        ],
    )
