"""Registers as GeoDataFrames, and back."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
import shapely

from db.engine import Database
from db.transfer.errors import ReaderMissingError, TransferError
from db.transfer.frames import read_frame, write_frame
from db.transfer.importing import ImportOptions
from db.transfer.kinds import kind_named
from geo.reading import reading_of
from tests.conftest import SqliteBackend
from tests.db.transfer.test_export import CODES, fill
from tests.db.transfer.test_round_trip import rows_of

geopandas = pytest.importorskip("geopandas", reason="frames are NOT tested: no geopandas")
pandas = pytest.importorskip("pandas")
pytest.importorskip("pyarrow", reason="frames are NOT tested: no pyarrow")


@pytest.fixture(scope="module")
def city(sqlite_backend: SqliteBackend) -> Iterator[Database]:
    with sqlite_backend.database() as database:
        fill(database)
        yield database


@pytest.fixture
def target(sqlite_backend: SqliteBackend) -> Iterator[Database]:
    with sqlite_backend.database() as database:
        yield database


def test_a_register_of_places_is_a_geodataframe(city: Database) -> None:
    frame = read_frame(city, "organizations")

    assert isinstance(frame, geopandas.GeoDataFrame)
    assert frame.crs == "EPSG:4326"
    assert frame.credit_code.tolist() == list(CODES)
    assert frame.kind.tolist() == ["NON_PUBLIC_ECONOMIC", "SOCIAL", "SOCIAL"]
    assert frame.employees.tolist() == [12, 0, 0]
    assert frame.hard_to_organize.tolist() == [True, False, False]
    assert frame.established_on[0] == pandas.Timestamp("2016-03-01")
    assert frame.established_on.isna().tolist() == [False, True, True]
    assert frame.named_district_id.tolist()[0] == "630104"
    assert frame.geometry[0].equals(shapely.Point(101.7234567890123, 36.62))
    assert frame.geometry[2] is None


def test_a_register_without_places_is_a_dataframe(city: Database) -> None:
    frame = read_frame(city, "station-fundings")

    assert not isinstance(frame, geopandas.GeoDataFrame)
    assert frame.amount_cny.tolist() == [25000.05]
    assert frame.station_id.tolist() == ["一号站"]


def test_one_district_may_be_read_alone(city: Database) -> None:
    assert len(read_frame(city, "organizations", district="630104")) == 1


def test_an_empty_register_is_an_empty_frame(target: Database) -> None:
    frame = read_frame(target, "stations")

    assert len(frame) == 0
    assert "service_radius_m" in frame.columns


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4543"])
def test_what_is_read_can_be_written(city: Database, target: Database, crs: str) -> None:
    for name in ("districts", "party-organizations", "organizations", "circles", "stations"):
        frame = read_frame(city, name)
        moved = frame.to_crs(crs) if isinstance(frame, geopandas.GeoDataFrame) else frame

        report = write_frame(target, name, moved)

        assert (report.n_refused, report.n_added) == (0, len(frame))
    kind = kind_named("organizations")
    if crs == "EPSG:4326":
        assert rows_of(target, kind) == rows_of(city, kind)
    assert read_frame(target, "stations").geometry[0].distance(shapely.Point(101.71, 36.62)) < 1e-9


def test_a_changed_frame_updates_the_register(city: Database, target: Database) -> None:
    write_frame(target, "districts", read_frame(city, "districts"))
    write_frame(target, "organizations", read_frame(city, "organizations"))
    frame = read_frame(target, "organizations")
    frame.loc[1, "employees"] = 40

    report = write_frame(target, "organizations", frame)

    assert (report.n_updated, report.n_unchanged) == (1, 2)
    assert read_frame(target, "organizations").employees.tolist() == [12, 40, 0]


def test_a_frame_in_gcj02_says_so_by_an_option(city: Database, target: Database) -> None:
    write_frame(target, "districts", read_frame(city, "districts"))
    frame = read_frame(city, "stations")
    frame["geometry"] = reading_of("GCJ02").from_wgs84(frame.geometry.to_numpy())

    write_frame(target, "stations", frame, ImportOptions(crs="GCJ02"))

    assert read_frame(target, "stations").geometry[0].distance(shapely.Point(101.71, 36.62)) < 1e-9


def test_chinese_headers_will_do(target: Database) -> None:
    frame = geopandas.GeoDataFrame(
        {"行政区划代码": ["1"], "名称": ["东"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326
    )

    assert write_frame(target, "districts", frame).n_added == 1


def test_a_frame_without_rows_is_refused(target: Database) -> None:
    with pytest.raises(TransferError, match="no row to import into stations"):
        write_frame(target, "stations", pandas.DataFrame({"name": []}))


def test_without_geopandas_it_is_named(target: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "geopandas", None)

    with pytest.raises(ReaderMissingError, match="pip install geopandas"):
        read_frame(target, "stations")
