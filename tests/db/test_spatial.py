from decimal import Decimal
from typing import Any

import numpy as np
import pytest
import shapely
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from shapely import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy.exc import StatementError

from db import models, spatial
from db.engine import Database
from db.errors import AmountError, GeometryTypeError
from db.models.enums import FundingSource, OrganizationKind
from tests.db import city, geometries


def test_columns_take_and_give_shapely(database: Database) -> None:
    area = city.area(101.0, 36.0, 102.0, 37.0)
    with database.write() as session:
        session.add(models.District(adcode="1", name="d", boundary=area))
        session.add(city.organization(1, Point(101.5, 36.5)))
        session.add(city.organization(2))
    with database.read() as session:
        assert session.scalar(sa.select(models.District.boundary)) == area
        found = session.scalars(sa.select(models.Organization.location).order_by("id")).all()
        assert found == [Point(101.5, 36.5), None]


def test_reading_and_writing_a_row_calls_no_function_on_sqlite() -> None:
    dialect = sa.create_engine("sqlite://").dialect
    column = models.Organization.location
    read = str(sa.select(column).compile(dialect=dialect))
    written = str(sa.insert(models.Organization).values(location=None).compile(dialect=dialect))
    assert "(" not in read.split("FROM", 1)[0]
    assert "ST_" not in written
    assert "Geom" not in written


def test_a_single_polygon_becomes_a_collection_of_one(database: Database) -> None:
    box = shapely.box(101.0, 36.0, 102.0, 37.0)
    with database.write() as session:
        session.add(models.District(adcode="1", name="d", boundary=box))
    with database.read() as session:
        stored = session.scalar(sa.select(models.District.boundary))
    assert stored == shapely.MultiPolygon([box])


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (shapely.box(0, 0, 1, 1), "holds POINT, not POLYGON"),
        ("POINT(1 2)", "Shapely geometry, not str"),
        (Point(float("inf"), 1), "not a finite number"),
        (Point(1, float("-inf")), "not a finite number"),
    ],
)
def test_other_values_are_refused(database: Database, value: Any, message: str) -> None:
    made = city.organization(1, value)
    with pytest.raises(StatementError, match=message) as caught, database.write() as session:
        session.add(made)
    assert isinstance(caught.value.orig, GeometryTypeError)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(geometries.geometry)
def test_bound_geometries_come_back(module_database: Database, geometry: BaseGeometry) -> None:
    with module_database.read() as session:
        back = session.scalar(sa.select(spatial.geometry_literal(geometry)))
    assert back is not None
    assert back.geom_type == geometry.geom_type
    assert back.is_empty if geometry.is_empty else shapely.equals_exact(back, geometry)


def test_raw_points_are_decoded_together(database: Database) -> None:
    with database.write() as session:
        session.add_all(
            [city.organization(1), city.organization(2, Point(1, 2)), city.organization(3)]
        )
    raw = sa.type_coerce(models.Organization.location, sa.types.NullType)
    with database.read() as session:
        values = session.scalars(sa.select(raw).order_by(models.Organization.id)).all()
    nowhere = [np.nan, np.nan]
    np.testing.assert_array_equal(spatial.decode_points(values), [nowhere, [1, 2], nowhere])
    np.testing.assert_array_equal(spatial.decode_points([None]), [nowhere])


def test_vocabularies_are_stored_by_name(database: Database) -> None:
    with database.write() as session:
        made = city.organization(1)
        made.kind = OrganizationKind.SOCIAL
        session.add(made)
    with database.read() as session:
        assert session.scalar(sa.text("SELECT kind FROM organizations")) == "SOCIAL"
        assert session.get_one(models.Organization, 1).kind is OrganizationKind.SOCIAL
    made = city.organization(2)
    made.kind = "OTHER"  # type: ignore[assignment]
    with pytest.raises(StatementError, match="OTHER"), database.write() as session:
        session.add(made)


def test_money_is_exact_and_never_finer_than_a_fen(database: Database) -> None:
    with database.write() as session:
        session.add(city.station("s", Point(101.7, 36.6)))
        session.flush()
        for source, amount in (
            (FundingSource.POOLED, Decimal("0.10")),
            (FundingSource.SELF_RAISED, Decimal("0.20")),
            (FundingSource.SUPERIOR_SUPPORT, Decimal("99999999999.99")),
        ):
            session.add(models.StationFunding(station_id=1, source=source, amount_cny=amount))
    with database.read() as session:
        total = session.scalar(sa.select(sa.func.sum(models.StationFunding.amount_cny)))
        assert total == Decimal("100000000000.29")
    finer = models.StationFunding(
        station_id=1, source=FundingSource.POOLED, amount_cny=Decimal("0.001")
    )
    with pytest.raises(StatementError) as caught, database.write() as session:
        session.merge(finer)
    assert isinstance(caught.value.orig, AmountError)


def test_text_is_ordered_by_code_point(database: Database) -> None:
    texts = ["b", "B", "a", "A", "ä", "乙", "甲", "_", "10", "9"]
    with database.write() as session:
        for number, text in enumerate(texts, 1):
            made = city.organization(number)
            made.name = text
            session.add(made)
    with database.read() as session:
        names = session.scalars(
            sa.select(models.Organization.name).order_by(models.Organization.name)
        ).all()
    assert names == sorted(texts)
