"""Strawberry as its documentation has it, on the tables of the register, beside our server.

Types declare their fields, resolvers read mapped rows and hand them on; a connection is a list of
edges. Geometries come out of the database as Shapely's, which is more than stock mapping gives.
"""

from __future__ import annotations

import os
from typing import Any, NewType

import strawberry
from shapely.geometry import mapping
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig

from db import models
from db.engine import open_database

GeoJson = NewType("GeoJson", object)


@strawberry.type
class Organization:
    """An organization of the register."""

    row: strawberry.Private[Any]
    name: str
    kind: str
    employees: int

    @strawberry.field
    def id(self) -> strawberry.ID:
        """Name it."""
        return strawberry.ID(f"Organization:{self.row.id}")

    @strawberry.field
    def location(self) -> GeoJson | None:
        """Give where it is."""
        place = self.row.location
        return None if place is None else GeoJson(mapping(place))


@strawberry.type
class Edge:
    """A row of the list."""

    node: Organization


@strawberry.type
class Organizations:
    """The list."""

    edges: list[Edge]


def create_app() -> Starlette:
    """Make the application."""
    database = open_database(os.environ["QUANMAP_DATABASE_URL"])

    @strawberry.type
    class Query:
        @strawberry.field
        def organizations(self, first: int = 50) -> Organizations:
            statement = select(models.Organization).order_by(models.Organization.id).limit(first)
            with database.read() as session:
                rows = session.scalars(statement).all()
            nodes = [
                Organization(row=row, name=row.name, kind=row.kind.value, employees=row.employees)
                for row in rows
            ]
            return Organizations(edges=[Edge(node=node) for node in nodes])

    schema = strawberry.Schema(
        Query,
        extensions=[ParserCache, ValidationCache],
        config=StrawberryConfig(
            scalar_map={GeoJson: strawberry.scalar(name="GeoJson", serialize=lambda value: value)}
        ),
    )
    view: Any = GraphQL(schema)
    return Starlette(routes=[Route("/graphql", view)])
