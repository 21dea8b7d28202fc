"""What is exported comes back by an import as it was, in each format and for each register."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from sqlalchemy import func, select

from db.demo import generate, load
from db.engine import Database
from db.transfer.export import ENDINGS, ExportOptions, export_file
from db.transfer.export_rows import export_rows
from db.transfer.importing import ImportOptions, import_file
from db.transfer.kinds import Kind, all_kinds, kind_named
from geo.reading import reading_of
from tests.conftest import Backend, SqliteBackend
from tests.db.transfer.test_export import fill

pytest.importorskip("pyogrio", reason="GDAL's formats are NOT tested: no pyogrio")
pytest.importorskip("pyarrow", reason="Parquet is NOT tested: no pyarrow")

NEED_PLACES = (".shp", ".fgb")
FORMATS = tuple(ending for ending in ENDINGS if ending != ".json")  # as .geojson
SMALL = ("districts", "party-organizations", "organizations", "circles", "stations")
# By these the registers are known in files; the demo city repeats some.
REPEATED = ("wishes", "activities")


def rows_of(database: Database, kind: Kind) -> list[tuple[Any, ...]]:
    """Give what a register says, without identifiers and in an order of its own."""
    with database.read() as session:
        rows: list[tuple[Any, ...]] = []
        for chunk in export_rows(session, kind).read():
            shapes = [None] * len(chunk) if chunk.geometry is None else chunk.geometry
            normal = [None if one is None else shapely.normalize(one).wkb_hex for one in shapes]
            rows += zip(*chunk.columns, normal, strict=True)
    return sorted(rows, key=repr)


def carried(
    source: Database, target: Database, kind: Kind, file: Path, options: ExportOptions
) -> None:
    """Export a register and import the file into another database."""
    with source.read() as session:
        export_file(session, kind, file, options)
    crs = None if kind.geometry is None else options.reading.name
    report = import_file(target, kind, file, ImportOptions(crs=crs))
    assert report.n_refused == 0, list(report.findings.kept)[:3]


@pytest.fixture(scope="module")
def small(sqlite_backend: SqliteBackend) -> Iterator[Database]:
    with sqlite_backend.database() as database:
        fill(database)
        yield database


@pytest.fixture(scope="module")
def demo(sqlite_backend: SqliteBackend) -> Iterator[Database]:
    """The demo city, without what a file could not tell apart."""
    with sqlite_backend.database() as database:
        load(database, generate(300, seed=2))
        with database.write() as session:
            for name in REPEATED:
                kind = kind_named(name)
                table = kind.table
                firsts = select(func.min(table.c.id)).group_by(*(table.c[key] for key in kind.key))
                session.execute(table.delete().where(table.c.id.not_in(firsts)))
        yield database


@pytest.mark.parametrize("ending", FORMATS)
def test_a_small_city_comes_back(
    small: Database, sqlite_backend: SqliteBackend, tmp_path: Path, ending: str
) -> None:
    with sqlite_backend.database() as target:
        for name in SMALL:
            kind = kind_named(name)
            is_placed = kind.geometry is not None or ending not in NEED_PLACES
            file = tmp_path / f"{name}{ending if is_placed else '.csv'}"

            carried(small, target, kind, file, ExportOptions())

            assert rows_of(target, kind) == rows_of(small, kind)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("ending", FORMATS)
def test_every_register_comes_back(
    demo: Database, sqlite_backend: SqliteBackend, tmp_path: Path, ending: str, language: str
) -> None:
    with sqlite_backend.database() as target:
        for kind in all_kinds().values():
            is_placed = kind.geometry is not None or ending not in NEED_PLACES
            file = tmp_path / f"{kind.name}{ending if is_placed else '.xlsx'}"

            carried(demo, target, kind, file, ExportOptions(language=language))

            assert rows_of(target, kind) == rows_of(demo, kind), kind.name


@pytest.mark.slow
def test_every_register_goes_from_one_database_into_each_other(
    demo: Database, backend: Backend, tmp_path: Path
) -> None:
    with backend.database() as target:
        for kind in all_kinds().values():
            carried(demo, target, kind, tmp_path / f"{kind.name}.csv", ExportOptions())

            assert rows_of(target, kind) == rows_of(demo, kind), kind.name


@pytest.mark.parametrize("system", ["GCJ02", "BD09", "EPSG:4543", "EPSG:4522"])
@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_places_come_back_from_other_coordinate_systems(
    small: Database, sqlite_backend: SqliteBackend, tmp_path: Path, ending: str, system: str
) -> None:
    kind, options = kind_named("stations"), ExportOptions(reading=reading_of(system))
    with sqlite_backend.database() as target:
        carried(small, target, kind_named("districts"), tmp_path / "d.gpkg", ExportOptions())

        carried(small, target, kind, tmp_path / f"s{ending}", options)

        (there,), (here,) = rows_of(target, kind), rows_of(small, kind)
        assert there[:-1] == here[:-1]
        distance = shapely.distance(shapely.from_wkb(there[-1]), shapely.from_wkb(here[-1]))
        assert distance < 1e-9


@pytest.mark.parametrize("system", ["EPSG:4543", "EPSG:4522"])
def test_a_file_that_says_its_system_needs_no_word_on_it(
    small: Database, sqlite_backend: SqliteBackend, tmp_path: Path, system: str
) -> None:
    kind, options = kind_named("stations"), ExportOptions(reading=reading_of(system))
    for ending in (".gpkg", ".shp", ".fgb", ".geojson", ".parquet"):
        file = tmp_path / f"s{ending}"
        with sqlite_backend.database() as target, small.read() as session:
            export_file(session, kind, file, options)

            report = import_file(target, kind, file)

            assert (report.crs, report.n_added) == (system, 1), ending


def test_importing_a_second_time_changes_nothing(
    small: Database, sqlite_backend: SqliteBackend, tmp_path: Path
) -> None:
    file = tmp_path / "organizations.xlsx"
    with sqlite_backend.database() as target:
        carried(small, target, kind_named("districts"), tmp_path / "d.csv", ExportOptions())
        carried(small, target, kind_named("organizations"), file, ExportOptions())

        report = import_file(target, "organizations", file)

        assert (report.n_added, report.n_updated, report.n_unchanged) == (0, 0, 3)
