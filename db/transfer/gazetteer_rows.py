"""A table whose rows without coordinates get them from a gazetteer, as far as it knows them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from db.transfer.cells import is_empty, plain
from db.transfer.city import City
from db.transfer.datum import district_numbers
from db.transfer.gazetteer import Entry, Gazetteer, Located, Place
from db.transfer.matching import LATITUDE, LONGITUDE, Match, normalized
from db.transfer.table import Chunk, Table
from db.transfer.words import LATITUDE as LATITUDE_HEADERS
from db.transfer.words import LONGITUDE as LONGITUDE_HEADERS
from geo.reading import Reading

ADDRESS_HEADERS = (
    "地址",
    "详细地址",
    "住所",
    "注册地址",
    "经营地址",
    "经营场所",
    "通讯地址",
    "所在地址",
    "办公地址",
    "地点",
    "address",
    "street address",
)


@dataclass(frozen=True)
class Geocoded:
    """What the gazetteer knew of a row.

    Attributes
    ----------
    row
        Its number in the file.
    address
        As it stands there.
    place
    """

    row: int
    address: str
    place: Place

    @property
    def message(self) -> tuple[str, str]:
        """What came of it, in Chinese and English."""
        best = self.place.candidates[: 1 if self.place.entry is not None else None]
        shown = ", ".join(f"{entry.name} {score:.2f}" for entry, score in best)
        zh, en = _OUTCOMES[self.place.outcome]
        return (f"{zh}: {shown}" if shown else zh, f"{en}: {shown}" if shown else en)


_OUTCOMES = {
    Located.FOUND: ("已定位", "located"),
    Located.AMBIGUOUS: ("有多个相近的地点,未定位", "several places fit alike, not located"),
    Located.UNLIKE: ("相似度不足,未定位", "no place is like enough, not located"),
    Located.UNKNOWN: ("地名表中没有,未定位", "not in the gazetteer, not located"),
}


@dataclass(eq=False)
class GeocodeReport:
    """What came of the rows without coordinates; filled while the table is read.

    Attributes
    ----------
    counts
        By outcome.
    rows
        Every row that was asked for.
    """

    counts: Counter[Located] = field(default_factory=Counter)
    rows: list[Geocoded] = field(default_factory=list)


def city_gazetteer(entries: Sequence[Entry], city: City) -> Gazetteer:
    """Make a gazetteer that knows in which of the city's districts each entry lies."""
    xy = np.array([(one.longitude, one.latitude) for one in entries], dtype=np.float64)
    places = {identifier: place for place, identifier in enumerate(city.ids.tolist())}
    found = city.districts_of(xy.reshape(-1, 2)).tolist()
    names = [name for _, name, _ in city.names]
    return Gazetteer(entries, names, [places.get(one, -1) for one in found])


def geocoded_table(
    table: Table, match: Match, gazetteer: Gazetteer, city: City, reading: Reading
) -> tuple[Table, GeocodeReport]:
    """Give a table whose rows without coordinates have those of their addresses.

    Columns of coordinates are added where the file has none; what it has is never changed.

    Parameters
    ----------
    match
        Which columns the file's are: a district that a row names keeps other districts' places
        out.
    reading
        What the coordinates of the file are in; those of the gazetteer are turned into it.
    """
    report = GeocodeReport()
    address = address_column(table)
    if address is None or (table.has_geometry and LONGITUDE not in match.columns):
        return table, report
    headers = table.headers
    if LONGITUDE not in match.columns:
        headers = (*headers, LONGITUDE_HEADERS[0], LATITUDE_HEADERS[0])
    asked = _Asked(table, match, gazetteer, city, reading, address, report)
    return replace(table, headers=headers, read=asked.read), report


def address_column(table: Table) -> int | None:
    """Give the column of addresses, None where there is none."""
    known = [normalized(header) for header in ADDRESS_HEADERS]
    headers = [normalized(header) for header in table.headers]
    return next((headers.index(name) for name in known if name in headers), None)


@dataclass(frozen=True, eq=False)
class _Asked:
    table: Table
    match: Match
    gazetteer: Gazetteer
    city: City
    reading: Reading
    address: int
    report: GeocodeReport

    def read(self) -> Iterator[Chunk]:
        # Each reading of the table tells anew.
        self.report.counts.clear()
        self.report.rows.clear()
        for chunk in self.table.read():
            yield self._located(chunk)

    def _located(self, chunk: Chunk) -> Chunk:
        columns: list[Sequence[Any]] = list(chunk.columns)
        found = self.match.columns
        if LONGITUDE in found and LATITUDE in found:
            places = (found[LONGITUDE].index, found[LATITUDE].index)
        else:
            places = (len(columns), len(columns) + 1)
            columns += [[None] * len(chunk), [None] * len(chunk)]
        x, y = list(columns[places[0]]), list(columns[places[1]])
        named = self._districts(chunk)
        rows, spots = [], []
        for row, (first, second) in enumerate(zip(x, y, strict=True)):
            cell = chunk.columns[self.address][row]
            if not (is_empty(first) and is_empty(second)) or is_empty(cell):
                continue
            place = self.gazetteer.locate(plain(cell), named[row])
            self.report.counts[place.outcome] += 1
            self.report.rows.append(Geocoded(chunk.row_numbers[row], plain(cell), place))
            if place.entry is not None:
                rows.append(row)
                spots.append((place.entry.longitude, place.entry.latitude))
        written = self.reading.from_wgs84(np.array(spots, dtype=np.float64).reshape(-1, 2))
        for row, (east, north) in zip(rows, written.tolist(), strict=True):
            x[row], y[row] = east, north
        columns[places[0]], columns[places[1]] = x, y
        return replace(chunk, columns=tuple(columns))

    def _districts(self, chunk: Chunk) -> list[int]:
        found = next(
            (
                self.match.columns[name]
                for name in ("named_district_id", "district_id")
                if name in self.match.columns
            ),
            None,
        )
        if found is None:
            return [-1] * len(chunk)
        numbers: list[int] = district_numbers(chunk.columns[found.index], self.city.names).tolist()
        return numbers
