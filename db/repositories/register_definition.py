"""What a register is: its table, and what each condition of its filter means there."""

import enum
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from db.errors import FilterError
from db.models import PartyOrganizationCover
from db.repositories import city_part, filters, records
from db.repositories.city_part import CityPart, Place
from db.repositories.facts import latest_fact_day
from db.repositories.paging import Order
from db.repositories.records import R
from db.repositories.register import RegisterFilter, year_bounds

Condition = ColumnElement[bool]


@dataclass(frozen=True)
class RegisterDefinition(Generic[R]):
    """A register: what it calls its entries, and what its filter's conditions mean.

    A condition that is None is one that the register does not have.

    Attributes
    ----------
    model
        The table.
    plural
        What messages call the entries.
    order
        Of its list.
    belongs
        Makes of a place the condition that an entry belongs to it.
    concerns
        Makes of an organization's identifier the condition that an entry concerns it.
    year
        Makes of a year the condition that an entry is of it.
    statuses
        Makes of a day, for each status, the condition that an entry has it on that day.
    """

    model: type[R]
    plural: str
    order: Order
    belongs: Callable[[Place], Condition] | None = None
    concerns: Callable[[int], Condition] | None = None
    year: Callable[[int], Condition] | None = None
    statuses: Mapping[str, Callable[[date], Condition]] = field(default_factory=dict)

    def list_statement(
        self, session: Session, register_filter: RegisterFilter | None = None
    ) -> Select[Any]:
        """Return the statement of the entries that a filter keeps, without an order.

        Places and statuses are those of the day of the newest fact.

        Raises
        ------
        FilterError
            The register does not have a condition, or does not know a status; the message says
            what it has.
        UnknownDistrictError
            No district has the adcode.
        UnknownIdentifierError
            No circle or organization has the identifier.
        """
        chosen = register_filter or RegisterFilter()
        self._refuse_what_is_missing(chosen)
        day = latest_fact_day(session) or date.min
        conditions: list[Condition] = []
        for part in (CityPart(district=chosen.district), CityPart(circle=chosen.circle)):
            place = city_part.resolve(session, part, day)
            if place is not None and self.belongs is not None:
                conditions.append(self.belongs(place))
        if chosen.organization is not None and self.concerns is not None:
            organization_id = filters.require_organization(session, chosen.organization)
            conditions.append(self.concerns(organization_id))
        if chosen.year is not None and self.year is not None:
            conditions.append(self.year(chosen.year))
        if chosen.statuses is not None:
            conditions.append(or_(*(self.statuses[name](day) for name in set(chosen.statuses))))
        return select(self.model).where(*conditions)

    def by_ids(self, session: Session, ids: Iterable[int]) -> dict[int, R]:
        """Return the entries that exist among these identifiers."""
        return records.by_ids(session, self.model, ids)

    def conditions(self, place: Place | None, year: int | None = None) -> list[Condition]:
        """Return the conditions of a sum over a place and a year, as far as the register has them.

        None is the whole city, and all years.
        """
        conditions = []
        if place is not None and self.belongs is not None:
            conditions.append(self.belongs(place))
        if year is not None and self.year is not None:
            conditions.append(self.year(year))
        return conditions

    def _refuse_what_is_missing(self, chosen: RegisterFilter) -> None:
        if chosen.statuses is not None and not self.statuses:
            raise FilterError(f"{self.plural} have no status; leave `statuses` out")
        has = {
            "district": self.belongs is not None,
            "circle": self.belongs is not None,
            "organization": self.concerns is not None,
            "year": self.year is not None,
            "statuses": bool(self.statuses),
        }
        for name, is_there in has.items():
            if getattr(chosen, name) is not None and not is_there:
                listed = ", ".join(each for each, there in has.items() if there) or "none"
                raise FilterError(
                    f"{self.plural} are not filtered by `{name}`; their conditions: {listed}"
                )
        if chosen.statuses is None:
            return
        if not chosen.statuses:
            raise FilterError("`statuses` is empty; name at least one, or leave it out")
        unknown = sorted(set(chosen.statuses) - set(self.statuses))
        if unknown:
            raise FilterError(
                f"{self.plural} have no status {', '.join(unknown)};"
                f" they have {', '.join(self.statuses)}"
            )


def is_of_year(column: Any) -> Callable[[int], Condition]:
    """Return the condition on a column that holds a year."""

    def condition(year: int) -> Condition:
        year_bounds(year)
        is_same: Condition = column == year
        return is_same

    return condition


def is_day_of_year(column: Any) -> Callable[[int], Condition]:
    """Return the condition on a column that holds a day."""

    def condition(year: int) -> Condition:
        first, beyond = year_bounds(year)
        return and_(column >= first, column < beyond)

    return condition


def stored_statuses(
    column: Any, statuses: type[enum.StrEnum]
) -> Mapping[str, Callable[[date], Condition]]:
    """Return the conditions of the statuses that a column holds, which no day changes."""

    def has(status: enum.StrEnum) -> Callable[[date], Condition]:
        return lambda _: column == status

    return {status.value: has(status) for status in statuses}


def covers_or_covered(party_organization: Any) -> Callable[[int], Condition]:
    """Return the condition that a column's party organization covers or covered one."""

    def condition(organization_id: int) -> Condition:
        covering = select(PartyOrganizationCover.party_organization_id).where(
            PartyOrganizationCover.organization_id == organization_id
        )
        is_among: Condition = party_organization.in_(covering)
        return is_among

    return condition


def is_organization(*columns: Any) -> Callable[[int], Condition]:
    """Return the condition that one of the columns is the organization."""
    return lambda organization_id: or_(*(column == organization_id for column in columns))
