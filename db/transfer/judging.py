"""Judging the rows of a file: what they mean, and what is wrong with them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from db.models import Organization
from db.transfer import row_rules
from db.transfer.city import City, Positions
from db.transfer.credit_codes import are_valid
from db.transfer.findings import Findings, Problem, Rule
from db.transfer.kind_columns import Column, ValueKind
from db.transfer.kinds import Kind
from db.transfer.mapping_file import Mapping as FileMapping
from db.transfer.matching import Match
from db.transfer.personal import masked, personal_part
from db.transfer.places import Places
from db.transfer.references import References
from db.transfer.table import Chunk, Geometries
from db.transfer.values import Parser, parser_of

_DISTINCT_RATIO = 0.5
"""Below so many different cells in a column, each is read once."""


@dataclass(eq=False)
class Batch:
    """The rows of a chunk, judged.

    Attributes
    ----------
    rows
        Their numbers in the file.
    values
        By attribute, as far as the file gives them, one value or None a row; of a reference to
        the register itself, the text that may name a row of the file.
    xy, shapes, raw_xy
        Places, as in `Places`.
    district_ids : int64 array (n,), optional
        Of organizations: the district that the place lies in, 0 for none.
    is_refused : bool array (n,)
    """

    rows: Sequence[int]
    is_refused: NDArray[np.bool_]
    values: dict[str, list[Any]] = field(default_factory=dict)
    xy: Positions | None = None
    shapes: Geometries | None = None
    raw_xy: Positions | None = None
    district_ids: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def keys(self, kind: Kind) -> list[tuple[Any, ...]]:
        """Give what each row is known by."""
        missing = [None] * len(self)
        return list(zip(*(self.values.get(name, missing) for name in kind.key), strict=True))


@dataclass(frozen=True, eq=False)
class _Cells:
    """A column of the register, and where its cells come from."""

    column: Column
    header: str
    parse: Parser
    index: int | None
    constant: Any = None

    def raw(self, chunk: Chunk) -> Sequence[Any]:
        if self.index is not None:
            return chunk.columns[self.index]
        if isinstance(self.constant, str) and "{row}" in self.constant:
            return [self.constant.replace("{row}", str(row)) for row in chunk.row_numbers]
        return [self.constant] * len(chunk)


class Judge:
    """Judges a table chunk by chunk; what it finds goes to `findings`.

    Parameters
    ----------
    places
        The header of places and what reads them; None where the file has none.
    """

    def __init__(
        self,
        session: Session,
        kind: Kind,
        match: Match,
        mapping: FileMapping,
        city: City,
        places: tuple[str, Callable[[Chunk], Places]] | None,
        findings: Findings,
    ) -> None:
        self._kind = kind
        self._city = city
        self._places = places
        self._findings = findings
        self._references = References(session)
        self._cells = [
            self._cells_of(column, match, mapping)
            for column in kind.columns
            if column.value is not ValueKind.GEOMETRY
            and column.attribute in {*match.columns, *match.constants}
        ]
        self._refuses_outside = Rule.OUTSIDE_DISTRICT in mapping.refused

    def judge(self, chunk: Chunk) -> Batch:
        """Read the cells of a chunk and find what is wrong."""
        batch = Batch(chunk.row_numbers, np.zeros(len(chunk), dtype=np.bool_))
        faults = {
            index: Problem(Rule.ROW_SHAPE, zh, en, "检查该行", "check the row")
            for index, (zh, en) in chunk.faults.items()
        }
        self._note(batch, "", [""] * len(chunk), faults)
        for cells in self._cells:
            self._read(batch, cells, chunk)
        if self._places is not None:
            self._place(batch, chunk)
        for column, problems in row_rules.problems(self._kind, batch.values, len(batch)):
            header = next((c.header for c in self._cells if c.column.attribute == column), column)
            self._note(batch, header, batch.values[column], problems)
        return batch

    def _cells_of(self, column: Column, match: Match, mapping: FileMapping) -> _Cells:
        found = match.columns.get(column.attribute)
        any_code = Rule.CREDIT_CODE in mapping.skipped
        parse = parser_of(
            column,
            unit="" if found is None else found.unit,
            meanings=mapping.values.get(column.attribute),
            any_code=any_code,
        )
        if found is not None:
            return _Cells(column, found.header, parse, found.index)
        constant = match.constants[column.attribute]
        return _Cells(column, column.zh, parse, None, constant)

    def _read(self, batch: Batch, cells: _Cells, chunk: Chunk) -> None:
        raw = cells.raw(chunk)
        values = _parsed(cells, raw)
        column = cells.column
        problems = {i: each for i, each in enumerate(values) if type(each) is Problem}
        for index in problems:
            values[index] = None
        if column.value is ValueKind.TEXT:
            problems |= _personal(values)
        if column.refers_to is not None and column.refers_to is not self._kind.model:
            values, unknown = self._references.resolve(column.refers_to, values)
            problems |= unknown
        if column.is_required:
            for index, value in enumerate(values):
                if value is None and index not in problems:
                    problems[index] = _required(column)
        batch.values[column.attribute] = values
        self._note(batch, cells.header, raw, problems)

    def _place(self, batch: Batch, chunk: Chunk) -> None:
        header, read = self._places or ("", None)
        if read is None:
            return
        places = read(chunk)
        batch.xy, batch.shapes, batch.raw_xy = places.xy, places.shapes, places.raw_xy
        problems = dict(places.problems)
        column = self._kind.geometry
        if column is not None and column.is_required:
            for index in np.flatnonzero(_without_place(places)).tolist():
                problems.setdefault(index, _required(column))
        self._note(batch, header, _shown_places(places, len(batch)), problems)
        if self._kind.model is Organization and batch.xy is not None:
            self._find_districts(batch, header, batch.xy)

    def _find_districts(self, batch: Batch, header: str, xy: Positions) -> None:
        batch.district_ids = self._city.districts_of(xy)
        named = batch.values.get("named_district_id")
        if named is None:
            return
        ids = np.array([one or 0 for one in named], dtype=np.int64)
        # Who lies in the named district by the lowest identifier is inside: only others are asked.
        is_asked = (ids > 0) & (ids != batch.district_ids)
        outside = self._city.are_outside(xy, np.where(is_asked, ids, 0))
        numbers = self._city.ids.tolist()
        problems = {}
        for index in np.flatnonzero(outside).tolist():
            actual = int(batch.district_ids[index])
            problems[index] = _outside(
                self._city.names[numbers.index(int(ids[index]))][1],
                self._city.names[numbers.index(actual)][1] if actual else None,
                is_refusal=self._refuses_outside,
            )
        shown = [f"{x:.6f}, {y:.6f}" for x, y in xy[list(problems)].tolist()]
        cells = dict(zip(problems, shown, strict=True))
        self._note(batch, header, [cells.get(i) for i in range(len(batch))], problems)

    def _note(
        self, batch: Batch, header: str, raw: Sequence[Any], problems: Mapping[int, Problem]
    ) -> None:
        if not problems:
            return
        personal = [i for i, each in problems.items() if each.rule is Rule.PERSONAL_DATA]
        if personal:
            raw = list(raw)
            for index in personal:
                raw[index] = masked(raw[index])
        self._findings.add_all(batch.rows, header, raw, problems)
        batch.is_refused[[i for i, each in problems.items() if each.is_refusal]] = True


def _parsed(cells: _Cells, raw: Sequence[Any]) -> list[Any]:
    parse = cells.parse
    if cells.column.value is ValueKind.CREDIT_CODE:
        is_valid = are_valid(raw).tolist()
        return [
            cell if is_code else parse(cell) for cell, is_code in zip(raw, is_valid, strict=True)
        ]
    distinct = set(raw)
    if len(distinct) > _DISTINCT_RATIO * len(raw):
        return [parse(cell) for cell in raw]
    known = {cell: parse(cell) for cell in distinct}
    return [known[cell] for cell in raw]


def _personal(values: Sequence[Any]) -> dict[int, Problem]:
    """Find cells of text with an identity number or a mobile phone's number in them."""
    # One pass over all the text first: hardly any has so many digits.
    if _DIGITS.search("\n".join([value for value in values if value is not None])) is None:
        return {}
    found = {}
    for index, value in enumerate(values):
        if value is not None and (part := personal_part(value)):
            found[index] = _PERSONAL[part]
    return found


_DIGITS = re.compile(r"1[\d -]{10}|[1-9]\d{14}")


_PERSONAL = {
    "identity": Problem(
        Rule.PERSONAL_DATA,
        "含有身份证号码",
        "holds a resident identity number",
        "删除个人信息后再导入",
        "take personal data out first",
    ),
    "mobile": Problem(
        Rule.PERSONAL_DATA,
        "含有手机号码",
        "holds a mobile phone's number",
        "删除个人信息后再导入",
        "take personal data out first",
    ),
}


def _required(column: Column) -> Problem:
    return Problem(
        Rule.REQUIRED,
        f"缺少{column.zh}",
        f"{column.en} is missing",
        f"填写{column.zh}",
        "give it",
    )


def _outside(named: str, actual: str | None, *, is_refusal: bool) -> Problem:
    place_zh, place_en = (f"{actual}内", f"in {actual}") if actual else ("各区县之外", "in none")
    return Problem(
        Rule.OUTSIDE_DISTRICT,
        f"坐标不在{named}内, 而在{place_zh}",
        f"the position is not in {named} but {place_en}",
        "核对区县、坐标和坐标系",
        "check district, position and coordinate system",
        is_refusal,
    )


def _without_place(places: Places) -> NDArray[np.bool_]:
    if places.xy is not None:
        return np.asarray(~np.isfinite(places.xy).all(axis=1), dtype=np.bool_)
    if places.shapes is None:
        return np.zeros(0, dtype=np.bool_)
    return np.array([one is None for one in places.shapes], dtype=np.bool_)


def _shown_places(places: Places, n_rows: int) -> Sequence[Any]:
    if not places.problems:
        return [None] * n_rows
    return [places.given.get(index) for index in range(n_rows)]
