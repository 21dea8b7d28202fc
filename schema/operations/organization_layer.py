"""The map layer of the organizations, read as columns: it may hold a hundred thousand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from db import models
from db.engine import Session
from db.repositories import organization
from db.repositories.columns import point_columns
from db.repositories.filters import spatial_conditions
from db.repositories.validity import is_counted
from schema.operations.errors import argument
from schema.operations.layers import PROPERTIES, FeatureQuestion


def organization_rows(
    session: Session, question: FeatureQuestion, day: date
) -> tuple[list[int], NDArray[np.float64], Iterator[dict[str, Any]]]:
    """Give the numbers, the places and the properties of the organizations of a day, by id.

    One more than the limit where there are more. The places are longitudes and latitudes in
    degrees, shape (n, 2).

    Raises
    ------
    ArgumentError
        For a condition that cannot be asked for, such as an unknown adcode.
    """
    known = PROPERTIES[question.layer]
    names = list(known if question.properties is None else question.properties)
    xy, (ids, *values) = point_columns(
        session,
        organization_statement(session, question, day),
        models.Organization,
        ["id", *(known[name] for name in names)],
        question.limit + 1,
    )
    rows = zip(*values, strict=True) if values else repeat((), len(ids))
    return ids, xy, (dict(zip(names, row, strict=True)) for row in rows)


def organization_statement(session: Session, question: FeatureQuestion, day: date) -> Any:
    """Give the statement of the organizations that a layer draws, without an order.

    What the figures of the day leave out, the map beside them leaves out.
    """
    chosen = question.organizations and replace(question.organizations, day=day)
    with argument("organizations"):
        statement = organization.list_statement(session, chosen)
    with argument("filter"):
        inside = spatial_conditions(session, models.Organization, question.spatial)
    wanted = [] if question.ids is None else [models.Organization.id.in_(question.ids)]
    return statement.where(
        is_counted(day),
        models.Organization.location.is_not(None),
        *wanted,
        *inside,
    )
