"""What the coverage of a city rests on, as GeoParquet partitioned by the city's adcode.

A folder holds any number of cities, so that a province or a nation is one data set::

    organizations/adcode=630100/*.parquet   points; facts of one day, in the file's metadata
    stations/adcode=630100/*.parquet        points; those open on the day
    districts/adcode=630100/*.parquet       polygons

pyarrow reads and writes it (the extra `quanmap[dask]`); geopandas and DuckDB open it too.
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from db.repositories.facts import OrganizationFacts, StationFacts
from db.transfer.errors import ReaderMissingError, TransferError
from geo.zones import zone_numbers

_DAY_KEY = b"quanmap:as_of"
_PARTITION = "adcode="
_FLAGS = ("has_cover", "has_instructor", "active", "assessed")
_COUNTS = ("employees", "party_members")


@dataclass(frozen=True, eq=False)
class CityFacts:
    """The facts of one city on a day.

    Attributes
    ----------
    organizations : OrganizationFacts
        `district_ids` are numbers of districts from 1, in the order of their adcodes; 0 for none.
    stations : StationFacts
    districts : tuple of (adcode, name)
        Ascending.
    boundaries : object array of polygons
        Of the districts, in degrees.
    """

    day: date
    organizations: OrganizationFacts
    stations: StationFacts
    districts: tuple[tuple[str, str], ...]
    boundaries: NDArray[np.object_]


def city_adcodes(folder: Path) -> list[str]:
    """Give the adcodes of the cities in a folder, ascending.

    Raises
    ------
    TransferError
        There is none.
    """
    root = folder / "organizations"
    found = sorted(
        part.name.removeprefix(_PARTITION)
        for part in (root.iterdir() if root.is_dir() else ())
        if part.name.startswith(_PARTITION)
    )
    if not found:
        raise TransferError(
            f"{folder} holds no city; it needs organizations/{_PARTITION}ADCODE/*.parquet, with "
            "stations and districts beside"
        )
    return found


def read_city(folder: Path, adcode: str) -> CityFacts:
    """Read one city, and nothing of the others.

    Raises
    ------
    TransferError
        A table or a column is missing, or a geometry is of another kind.
    """
    districts = _table(folder, "districts", adcode, {"adcode", "name"})
    order = np.argsort(np.array(districts.columns["adcode"], dtype=np.str_), kind="stable")
    named = [
        (str(districts.columns["adcode"][row]), str(districts.columns["name"][row]))
        for row in order
    ]
    boundaries = districts.geometries[order]
    table = _table(folder, "organizations", adcode, {"id"})
    xy = _positions(table)
    codes = table.columns.get("district")
    if codes is None:
        district_ids = zone_numbers(xy, boundaries) + 1
    else:
        numbers = {code: number for number, (code, _) in enumerate(named, 1)}
        district_ids = np.array([numbers.get(str(code), 0) for code in codes], dtype=np.int64)
    ids = np.asarray(table.columns["id"], dtype=np.int64)
    by_id = np.argsort(ids, kind="stable")

    def column(name: str, kind: type) -> Any:
        values = table.columns.get(name)
        given: NDArray[Any] = (
            np.zeros(len(ids), kind) if values is None else np.asarray(values).astype(kind)
        )
        return given[by_id]

    organizations = OrganizationFacts(
        ids=ids[by_id],
        xy=xy[by_id],
        district_ids=district_ids[by_id],
        **{name: column(name, np.int64) for name in _COUNTS},
        **{name: column(name, np.bool_) for name in _FLAGS},
    )
    return CityFacts(table.day, organizations, _stations(folder, adcode), tuple(named), boundaries)


def write_city(folder: Path, adcode: str, city: CityFacts) -> None:
    """Write one city in the place of what the folder held of it; other cities stay."""
    of, stations = city.organizations, city.stations
    codes = np.array(["", *(code for code, _ in city.districts)], dtype=np.object_)
    columns: dict[str, Any] = {"id": of.ids, "district": codes[of.district_ids]}
    columns |= {name: getattr(of, name) for name in (*_COUNTS, *_FLAGS)}
    _write(folder, "organizations", adcode, columns, _points(of.xy), city.day)
    columns = {
        "id": stations.ids,
        "name": list(stations.names),
        "service_radius_m": stations.radii_m,
        "capacity": stations.capacities,
    }
    _write(folder, "stations", adcode, columns, _points(stations.xy), city.day)
    columns = {
        "adcode": [code for code, _ in city.districts],
        "name": [name for _, name in city.districts],
    }
    _write(folder, "districts", adcode, columns, city.boundaries, city.day)


@dataclass(frozen=True, eq=False)
class _Table:
    place: Path
    columns: dict[str, Any]
    geometries: NDArray[np.object_]
    day: date


def _stations(folder: Path, adcode: str) -> StationFacts:
    table = _table(folder, "stations", adcode, {"id", "service_radius_m"})
    ids = np.asarray(table.columns["id"], dtype=np.int64)
    order = np.argsort(ids, kind="stable")
    nobody = np.full(len(ids), np.nan)
    names = table.columns.get("name", [""] * len(ids))
    return StationFacts(
        ids=ids[order],
        names=tuple(str(names[row]) for row in order),
        xy=_positions(table)[order],
        radii_m=np.asarray(table.columns["service_radius_m"], dtype=np.float64)[order],
        capacities=np.asarray(table.columns.get("capacity", nobody), dtype=np.float64)[order],
    )


def _table(folder: Path, kind: str, adcode: str, needed: set[str]) -> _Table:
    arrow, parquet = _pyarrow()
    place = folder / kind / f"{_PARTITION}{adcode}"
    files = sorted(place.glob("*.parquet"))
    if not files:
        raise TransferError(f"{place} holds no .parquet file; the city {adcode} needs its {kind}")
    try:
        # File by file: a data set of pyarrow would add the partition's adcode as a column.
        table = arrow.concat_tables([parquet.ParquetFile(file).read() for file in files])
    except arrow.ArrowException as error:
        raise TransferError(f"{place} cannot be read: {error}") from error
    missing = (needed | {"geometry"}) - set(table.column_names)
    if missing:
        raise TransferError(
            f"{place} has no column {', '.join(sorted(missing))}; there are "
            f"{', '.join(table.column_names)}"
        )
    metadata = table.schema.metadata or {}
    day = date.fromisoformat(metadata.get(_DAY_KEY, b"1970-01-01").decode())
    columns = {
        name: table.column(name).to_numpy() for name in table.column_names if name != "geometry"
    }
    try:
        geometries = shapely.from_wkb(table.column("geometry").to_numpy())
    except (TypeError, shapely.errors.ShapelyError) as error:
        raise TransferError(f"the geometry of {place} is no WKB: {error}") from error
    return _Table(place, columns, np.asarray(geometries, dtype=np.object_), day)


def _positions(table: _Table) -> NDArray[np.float64]:
    kinds = shapely.get_type_id(table.geometries)
    if not np.isin(kinds, (-1, 0)).all():
        raise TransferError(f"the geometries of {table.place} are not all points; give points")
    xy = np.column_stack([shapely.get_x(table.geometries), shapely.get_y(table.geometries)])
    return xy.astype(np.float64)


def _points(xy: NDArray[np.float64]) -> NDArray[np.object_]:
    points = np.full(len(xy), None, dtype=np.object_)
    located = np.isfinite(xy).all(axis=1)
    points[located] = shapely.points(xy[located])
    return points


def _write(
    folder: Path,
    kind: str,
    adcode: str,
    columns: dict[str, Any],
    geometries: NDArray[np.object_],
    day: date,
) -> None:
    arrow, parquet = _pyarrow()
    place = folder / kind / f"{_PARTITION}{adcode}"
    place.mkdir(parents=True, exist_ok=True)
    for old in place.glob("*.parquet"):
        old.unlink()
    types = sorted({one.geom_type for one in geometries if one is not None})
    geo = {
        "version": "1.1.0",
        "primary_column": "geometry",
        # Without a crs it is OGC:CRS84: WGS 84, longitude first.
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": types}},
    }
    wkb = arrow.array(shapely.to_wkb(geometries).tolist(), type=arrow.binary())
    table = arrow.table({**columns, "geometry": wkb}).replace_schema_metadata(
        {b"geo": json.dumps(geo).encode(), _DAY_KEY: day.isoformat().encode()}
    )
    parquet.write_table(table, place / "part-0.parquet", compression="zstd")


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow  # noqa: PLC0415 (an extra)
        import pyarrow.parquet  # noqa: PLC0415
    except ImportError as error:
        raise ReaderMissingError(
            "Parquet is read by pyarrow, which is not installed; pip install 'quanmap[dask]'"
        ) from error
    return pyarrow, pyarrow.parquet
