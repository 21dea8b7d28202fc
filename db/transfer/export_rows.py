"""The rows of a register as files hold them, chunk by chunk out of the database."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from sqlalchemy import ColumnElement, Select, func, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from db import spatial
from db.models import District, Instructor, Organization
from db.repositories import instructor
from db.repositories.filters import district_id
from db.repositories.register import RegisterFilter
from db.repositories.registers import REGISTERS
from db.transfer import words
from db.transfer.errors import TransferError
from db.transfer.export_labels import Labels
from db.transfer.kind_columns import Column, ValueKind
from db.transfer.kinds import Kind
from db.transfer.table import CHUNK_ROWS, Chunk, Geometries
from geo.crs import CoordinateSystem
from geo.reading import Reading

LANGUAGES = ("zh", "en")
"""Of headers and words."""

Values = Sequence[Any]


@dataclass(frozen=True)
class ExportOptions:
    """How a register is written.

    Attributes
    ----------
    language
        "zh" or "en": of headers, of the values of enums (in English their names) and of yes and no.
    reading
        The coordinate system of the file.
    district
        An adcode: only what belongs to this district.
    """

    language: str = "zh"
    reading: Reading = field(default_factory=Reading)
    district: str | None = None


@dataclass(frozen=True, eq=False)
class Export:
    """A register on its way into a file.

    Attributes
    ----------
    kind
    options
    columns
        Those that are no places, in the order of the chunks' columns.
    n_rows, n_unplaced
        All rows, and those of them without a place.
    read
        Gives the chunks, once: text, int, float, bool, Decimal, date, UTC datetime or None, and
        geometries in the file's coordinate system.
    remarks
        Filled while the chunks are read: what a person should know, Chinese and English.
    """

    kind: Kind
    options: ExportOptions
    columns: tuple[Column, ...]
    n_rows: int
    n_unplaced: int
    read: Callable[[], Iterator[Chunk]]
    remarks: list[tuple[str, str]] = field(default_factory=list)

    @property
    def geometry(self) -> Column | None:
        """The column of places."""
        return self.kind.geometry

    def header(self, column: Column) -> str:
        """Give a column's header in the language of the file."""
        return column.zh if self.options.language == "zh" else column.en

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers, without those of places."""
        return tuple(self.header(column) for column in self.columns)

    @property
    def place_headers(self) -> tuple[str, ...]:
        """The headers of places in files without geometries."""
        if self.geometry is None:
            return ()
        if self.geometry.geometry_type != "POINT":
            return (f"{self.header(self.geometry)} ({words.WKT})",)
        place = LANGUAGES.index(self.options.language)
        return (words.LONGITUDE[place], words.LATITUDE[place])


def export_rows(session: Session, kind: Kind, options: ExportOptions | None = None) -> Export:
    """Give the rows of a register, those of one district if asked; ordered by identifier.

    Raises
    ------
    TransferError
        The register's rows belong to no district, or the language is unknown.
    UnknownDistrictError
        No district has the adcode.
    """
    chosen = options or ExportOptions()
    if chosen.language not in LANGUAGES:
        raise TransferError(f"headers come in {' and '.join(LANGUAGES)}, not {chosen.language!r}")
    statement = _statement(session, kind, chosen.district)
    n_rows = _count(session, statement)
    n_unplaced = 0
    if kind.geometry is not None:
        place = kind.table.c[kind.geometry.attribute]
        n_unplaced = _count(session, statement.where(place.is_(None)))
    columns = tuple(one for one in kind.columns if one.value is not ValueKind.GEOMETRY)
    remarks: list[tuple[str, str]] = []

    def read() -> Iterator[Chunk]:
        labels = Labels(session)
        yield from _chunks(session, statement, kind, columns, chosen, labels)
        remarks.extend(labels.ambiguous())
        remarks.extend(_repeated_keys(session, kind))

    return Export(kind, chosen, columns, n_rows, n_unplaced, read, remarks)


def _repeated_keys(session: Session, kind: Kind) -> list[tuple[str, str]]:
    """Say where entries are alike in all that files know them by: a second one would be refused."""
    if not kind.is_record or any(kind.table.c[name].unique for name in kind.key):
        return []
    keys = [kind.table.c[name] for name in kind.key]
    counted = select(func.count()).select_from(kind.table).group_by(*keys)
    repeated = counted.having(func.count() > 1).subquery()
    count = session.scalar(select(func.count()).select_from(repeated)) or 0
    if not count:
        return []
    headers = [kind.column(name) for name in kind.key]
    zh_key, en_key = "、".join(one.zh for one in headers), ", ".join(one.en for one in headers)
    zh = f"有 {count} 组{kind.zh}的{zh_key}相同,再导入时无法区分"
    en = f"{count} times several of the {kind.en} have the same {en_key}: an import cannot tell "
    return [(zh, f"{en}them apart")]


def _count(session: Session, statement: Select[Any]) -> int:
    return session.scalar(select(func.count()).select_from(statement.subquery())) or 0


def _statement(session: Session, kind: Kind, adcode: str | None) -> Select[Any]:
    statement = select(*kind.table.primary_key.columns)
    if adcode is not None:
        statement = statement.where(*_of_district(session, kind, adcode))
    return statement


def _of_district(session: Session, kind: Kind, adcode: str) -> list[ColumnElement[bool]]:
    wanted = district_id(session, adcode)
    table = kind.table
    if kind.model is District:
        return [table.c.id == wanted]
    if "district_id" in table.c:
        return [table.c.district_id == wanted]
    register = next((one for model, one in REGISTERS.items() if model is kind.model), None)
    chosen = RegisterFilter(district=adcode)
    if register is not None:
        of_register = register.list_statement(session, chosen)
        return [table.c.id.in_(of_register.with_only_columns(table.c.id))]
    if kind.model is Instructor:
        return [
            table.c.id.in_(instructor.list_statement(session, chosen).with_only_columns(table.c.id))
        ]
    if "organization_id" in table.c:
        inside = select(Organization.id).where(Organization.district_id == wanted)
        return [table.c.organization_id.in_(inside)]
    raise TransferError(f"{kind.name} belong to no district; leave --district out")


def _chunks(
    session: Session,
    statement: Select[Any],
    kind: Kind,
    columns: Sequence[Column],
    options: ExportOptions,
    labels: Labels,
) -> Iterator[Chunk]:
    selected: list[Any] = [kind.table.c[column.attribute] for column in columns]
    geometry = kind.geometry
    is_point = geometry is not None and geometry.geometry_type == "POINT"
    if geometry is not None:
        place = kind.table.c[geometry.attribute]
        # Points are decoded by the array: object by object it takes most of the time.
        selected.append(type_coerce(place, NullType) if is_point else place)
    ordered = statement.with_only_columns(*selected, maintain_column_froms=True).order_by(
        *kind.table.primary_key.columns
    )
    streamed = session.connection().execute(ordered, execution_options={"yield_per": CHUNK_ROWS})
    start = 1
    for part in streamed.partitions(CHUNK_ROWS):
        values = list(zip(*part, strict=True))
        shapes = None
        if geometry is not None:
            raw = values.pop()
            shapes = _placed(_points(raw) if is_point else _shapes(raw), options.reading)
        yield Chunk(
            range(start, start + len(part)),
            tuple(
                _written(column, cells, options.language, labels)
                for column, cells in zip(columns, values, strict=True)
            ),
            shapes,
        )
        start += len(part)


def _points(raw: Values) -> Geometries:
    xy = spatial.decode_points(raw)
    points = np.full(len(xy), None, dtype=np.object_)
    located = np.isfinite(xy).all(axis=1)
    points[located] = shapely.points(xy[located])
    return points


def _shapes(raw: Values) -> Geometries:
    shapes = np.empty(len(raw), dtype=np.object_)
    shapes[:] = raw
    return shapes


def _placed(shapes: Geometries, reading: Reading) -> Geometries:
    if reading.definition in (CoordinateSystem.WGS84, CoordinateSystem.CGCS2000) and (
        not reading.is_swapped
    ):
        return shapes
    return reading.from_wgs84(shapes)


def _written(column: Column, cells: Values, language: str, labels: Labels) -> Values:
    if column.refers_to is not None:
        return labels.of(column.refers_to, cells)
    if column.value is ValueKind.ENUM:
        spoken = column.terms if language == "zh" and column.terms is not None else {}
        return [None if one is None else spoken.get(one.name, one.name) for one in cells]
    return cells
