"""Lists of records: whole ones and those of many parents, a page or a count in one statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from db import models
from db.engine import Session
from db.errors import FilterError, UnknownDistrictError, UnknownIdentifierError
from db.repositories import (
    alliance,
    circle,
    district,
    instructor,
    organization,
    paging,
    party_organization,
    station,
)
from db.repositories.district import DistrictFilter
from db.repositories.filters import Near
from db.repositories.organization import OrganizationFilter, OrganizationOrder
from db.repositories.paging import Order, Page, PageRequest
from db.repositories.registers import REGISTERS
from schema.operations.errors import ArgumentError, CursorError

_DATED_PARENTS = frozenset({"party_organization", "instructor"})


@dataclass(frozen=True, slots=True)
class ListKey:
    """Which list: whose records, of which kind of parent, kept and ordered how.

    Two lists with equal keys are one list, so that a loader can batch them.

    Parameters
    ----------
    type_name : str
        Such as ``"Organization"``.
    parent : str or None
        The relation to the parent, such as ``"circle"``; None for the list of all.
    filter : frozen dataclass of `db.repositories` or None
        All its values hashable.
    orders : tuple of OrganizationOrder
        Of organizations only.
    """

    type_name: str
    parent: str | None = None
    filter: Any = None
    orders: tuple[OrganizationOrder, ...] = ()

    @property
    def near(self) -> Near | None:
        """The point that the distances of this list are from."""
        spatial = getattr(self.filter, "spatial", None)
        return spatial.near if spatial is not None else None

    @property
    def tag(self) -> str:
        """The name of the list and of its order, which its cursors carry."""
        name = self.type_name if self.parent is None else f"{self.parent}/{self.type_name}"
        steps = [f"{'-' if step.descending else ''}{step.field.value}" for step in self.orders]
        if self.type_name != "Organization" or self.near is None:
            return " ".join([name, *steps])
        steps = steps or ["DISTANCE"]
        point = f"@{self.near.longitude!r},{self.near.latitude!r}"
        return " ".join([name, *(f"{step}{point}" if "DIST" in step else step for step in steps)])

    @property
    def needs_day(self) -> bool:
        """Whether its rows depend on the day of the newest fact."""
        chosen = self.filter
        return self.parent in _DATED_PARENTS or (
            isinstance(chosen, OrganizationFilter)
            and (
                chosen.has_party_organization,
                chosen.formally_covered,
                chosen.effectively_covered,
                chosen.reached_by_station,
            )
            != (None, None, None, None)
        )


def read_page(session: Session, key: ListKey, request: PageRequest, day: date) -> Page[Any]:
    """Read one page of the list of all.

    Raises
    ------
    ArgumentError
        For a condition that cannot be asked for, such as an unknown adcode.
    CursorError
        For a cursor whose values do not fit the order.
    """
    statement, _ = _statement(session, key, day)
    with _cursor_named(request):
        return paging.page(session, statement, order_of(key), request)


def read_pages(
    session: Session, key: ListKey, parent_ids: Sequence[int], request: PageRequest, day: date
) -> dict[int, Page[Any]]:
    """Read a page for each of many parents in one statement; raises as `read_page` does."""
    statement, column = _statement(session, key, day)
    with _cursor_named(request):
        return paging.pages_by_parent(
            session, statement, column, parent_ids, order_of(key), request
        )


def read_count(session: Session, key: ListKey, day: date) -> int:
    """Count the list of all; raises as `read_page` does."""
    return paging.count(session, _statement(session, key, day)[0])


def read_counts(
    session: Session, key: ListKey, parent_ids: Sequence[int], day: date
) -> dict[int, int]:
    """Count the list of each of many parents in one statement; raises as `read_page` does."""
    statement, column = _statement(session, key, day)
    return paging.counts_by_parent(session, statement, column, parent_ids)


def read_distances(session: Session, rows: Sequence[Any], near: Near) -> dict[int, float | None]:
    """Measure how far each organization of a page is from a point, in metres."""
    return organization.distances_m(session, [row.id for row in rows], near) if rows else {}


@contextmanager
def _cursor_named(request: PageRequest) -> Iterator[None]:
    try:
        yield
    except FilterError as error:
        name = "after" if request.after is not None else "before"
        raise CursorError(name, f"{error}; start the list anew without it") from error


def _statement(session: Session, key: ListKey, day: date) -> tuple[Any, Any]:
    """Give the statement of a list and the column of its parent's id."""
    try:
        return LISTS[key.type_name](session, key, day)
    except UnknownDistrictError as error:
        raise ArgumentError(_path(key.filter, "district"), str(error)) from error
    except UnknownIdentifierError as error:
        raise ArgumentError(_path(key.filter, error.condition), str(error)) from error
    except FilterError as error:
        raise ArgumentError("filter", str(error)) from error


def _path(chosen: Any, condition: str) -> str:
    """Give the argument that names a place or a record which there is not."""
    spatial = getattr(chosen, "spatial", None)
    if getattr(spatial, condition, None) is not None:
        return f"filter.spatial.{condition}"
    return "filter.adcodes" if isinstance(chosen, DistrictFilter) else f"filter.{condition}"


def _plain(
    list_statement: Callable[[Session, Any], Any], **parent_columns: Any
) -> Callable[[Session, ListKey, date], tuple[Any, Any]]:
    """Give the reader of a list whose parents are columns of its own table."""

    def statement(session: Session, key: ListKey, day: date) -> tuple[Any, Any]:
        del day
        column = None if key.parent is None else parent_columns[key.parent]
        return list_statement(session, key.filter), column

    return statement


# How organizations are joined to parents that are not a column of their own table.
_ORGANIZATION_LINKS: dict[str, Callable[[Any, date], tuple[Any, Any]]] = {
    "alliance": lambda statement, _day: alliance.of_alliances(statement),
    "circle": lambda statement, _day: organization.of_circles(statement),
    "instructor": organization.of_instructors,
    "party_organization": organization.of_party_organizations,
    "station": lambda statement, _day: organization.of_stations(statement),
}


def _organizations(session: Session, key: ListKey, day: date) -> tuple[Any, Any]:
    chosen = key.filter and replace(key.filter, day=day)
    statement = organization.list_statement(session, chosen)
    if key.parent in _ORGANIZATION_LINKS:
        return _ORGANIZATION_LINKS[key.parent](statement, day)
    return statement, None if key.parent is None else models.Organization.district_id


LISTS: dict[str, Callable[[Session, ListKey, date], tuple[Any, Any]]] = {
    **{model.__name__: _plain(each.list_statement) for model, each in REGISTERS.items()},
    "Alliance": _plain(alliance.list_statement),
    "CommercialCircle": _plain(circle.list_statement, district=models.CommercialCircle.district_id),
    "District": _plain(district.list_statement),
    "GuidanceStation": _plain(
        station.list_statement,
        district=models.GuidanceStation.district_id,
        circle=models.GuidanceStation.circle_id,
    ),
    "Instructor": _plain(instructor.list_statement),
    "Organization": _organizations,
    "PartyOrganization": _plain(
        party_organization.list_statement, superior=models.PartyOrganization.superior_id
    ),
}


def order_of(key: ListKey) -> Order:
    """Give the order of a list, in which it is paged."""
    match key.type_name:
        case "Organization":
            return organization.order_by(key.orders, key.near)
        case "District":
            return district.by_adcode_order()
        case name:
            model = getattr(models, name)
            register = REGISTERS.get(model)
            return paging.by_id(model) if register is None else register.order
