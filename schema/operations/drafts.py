"""What a caller wants written, checked as far as that needs no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from shapely.geometry.base import BaseGeometry

from db import models
from db.engine import Session
from db.errors import UnknownDistrictError
from db.repositories import district, filters, records
from geo.errors import GeoError, InvalidGeometryError
from geo.validation import Bounds, checked_geometry
from schema.operations.errors import ArgumentError, UnknownRecordError
from schema.operations.places import reach_bounds_of

LARGEST_INTEGER = 2**31 - 1
"""The largest number that a column of whole numbers holds on every database."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A record that the argument at `path` names."""

    path: str
    model: type[models.Record]
    number: int

    @property
    def name(self) -> str:
        """The identifier as the caller gave it."""
        return f"{self.model.__name__}:{self.number}"


@dataclass(eq=False)
class Draft:
    """The values of a record by column, and what of them only the database can check.

    Attributes
    ----------
    path
        Of the argument that it was read from, such as ``input`` or ``input.items.0``.
    step_path, record_path
        Of the arguments that a refused step is about, and that name the record.
    values
        By column; what the caller left out is not there.
    parts
        By name: what belongs to the record and is no column of it.
    paths
        Of the argument that each column was read from.
    references, districts, geometries
        Records, adcodes (with their columns) and geometries that have to be known or in reach;
        those of parts are here too.
    faults
        What was found wrong so far.
    """

    path: str
    step_path: str = "id"
    record_path: str = "id"
    values: dict[str, Any] = field(default_factory=dict)
    parts: dict[str, Any] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    districts: list[tuple[str, str, str]] = field(default_factory=list)
    geometries: list[tuple[str, BaseGeometry]] = field(default_factory=list)
    faults: list[ArgumentError] = field(default_factory=list)

    def part(self, path: str) -> Draft:
        """Make the draft of a part, whose references and faults are those of the whole."""
        return Draft(
            path,
            step_path=self.step_path,
            references=self.references,
            districts=[],
            geometries=self.geometries,
            faults=self.faults,
        )

    def refuse(self, path: str, message: str) -> None:
        """Note that an argument cannot be taken."""
        self.faults.append(ArgumentError(path, message))

    def refuse_unknown(self, path: str, identifier: str) -> None:
        """Note that no record has the identifier that an argument gives."""
        self.faults.append(
            UnknownRecordError(path, f"there is no {identifier}; take an id that a list gives")
        )

    def resolve(self, session: Session) -> None:
        """Check what the draft refers to, and fill in the districts; faults are noted."""
        for missing in _missing(session, self.references):
            self.refuse_unknown(missing.path, missing.name)
        for path, column, adcode in self.districts:
            try:
                self.values[column] = filters.district_id(session, adcode)
            except UnknownDistrictError as error:
                self.faults.append(_caused(path, error))
        if self.geometries:
            bounds = _reach(session)
            for path, geometry in self.geometries:
                try:
                    checked_geometry(geometry, reach_bounds=bounds)
                except GeoError as error:
                    # Out of reach or not: what no record can have is one code for programs.
                    self.faults.append(_caused(path, InvalidGeometryError(str(error))))


def _caused(path: str, cause: Exception) -> ArgumentError:
    error = ArgumentError(path, str(cause))
    error.__cause__ = cause
    return error


def _missing(session: Session, references: Sequence[Reference]) -> list[Reference]:
    wanted: dict[type[models.Record], set[int]] = {}
    for each in references:
        if each.number <= LARGEST_INTEGER:
            wanted.setdefault(each.model, set()).add(each.number)
    found = {model: records.by_ids(session, model, ids) for model, ids in wanted.items()}
    return [each for each in references if each.number not in found.get(each.model, {})]


def _reach(session: Session) -> Bounds | None:
    return reach_bounds_of(session.scalars(district.list_statement(session)).all())
