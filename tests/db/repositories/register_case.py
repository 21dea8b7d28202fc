"""What a test of a register needs to know of it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shapely import Point

from db import models

WEST_PLACE, EAST_PLACE = Point(101.705, 36.605), Point(101.76, 36.61)


@dataclass(frozen=True)
class Case:
    """Three entries of a register: two of the west, one of the east; the first and last of 2016.

    `lists` gives the entries that a filter keeps, by their numbers from 1; `change` is a correction
    of the first; `sums` what the dashboard says of the city, the west and 2016, by its fields.
    """

    model: type[models.Record]
    rows: tuple[dict[str, Any], ...]
    lists: tuple[tuple[dict[str, Any], list[int]], ...]
    change: dict[str, Any]
    sums: dict[str, tuple[Any, Any, Any]]
    refuses: set[str] = field(default_factory=set)


def entry(**columns: Any) -> dict[str, Any]:
    return columns


def by_party(column: str, **columns: tuple[Any, Any, Any]) -> tuple[dict[str, Any], ...]:
    """Give three entries: of the western branch, the western and the eastern committee."""
    return tuple(
        {column: holder, **{name: values[place] for name, values in columns.items()}}
        for place, holder in enumerate((4, 2, 3))
    )


def by_organization(column: str, **columns: tuple[Any, Any, Any]) -> tuple[dict[str, Any], ...]:
    """Give three entries: of organizations 1 and 2 in the west and 3 in the east."""
    return tuple(
        {column: number, **{name: values[number - 1] for name, values in columns.items()}}
        for number in (1, 2, 3)
    )


YEARS = (2016, 2017, 2016)
DAYS = (date(2016, 12, 31), date(2017, 1, 1), date(2016, 1, 1))
Lists = tuple[tuple[dict[str, Any], list[int]], ...]
OF_PARTY: Lists = (
    ({}, [1, 2, 3]),
    ({"district": "630104"}, [1, 2]),
    ({"district": "630102"}, [3]),
    ({"circle": 1}, [1]),
    ({"circle": 2}, [2]),
    ({"circle": 3}, []),
    ({"organization": 1}, [1]),
    ({"organization": 2}, []),
    ({"year": 2016}, [1, 3]),
    ({"year": 2016, "district": "630104"}, [1]),
    ({"year": 1999}, []),
)
OF_ORGANIZATION: Lists = (
    ({}, [1, 2, 3]),
    ({"district": "630104"}, [1, 2]),
    ({"district": "630102"}, [3]),
    ({"circle": 1}, [1]),
    ({"circle": 2}, [2]),
    ({"circle": 3}, []),
    ({"organization": 2}, [2]),
    ({"organization": 4}, []),
    ({"year": 2016}, [1, 3]),
    ({"year": 2017, "circle": 2}, [2]),
)
