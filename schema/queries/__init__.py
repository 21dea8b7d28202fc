"""The queries of the API, one file a group."""

from __future__ import annotations

import strawberry

from schema.queries.coverage import CoverageQueries
from schema.queries.dashboard import DashboardQueries
from schema.queries.features import FeatureQueries
from schema.queries.imports import ImportQueries
from schema.queries.nodes import NodeQueries
from schema.queries.places import PlaceQueries
from schema.queries.planning import PlanningQueries
from schema.queries.registers import RegisterQueries
from schema.queries.repair import RepairQueries


@strawberry.type(description="All that can be asked.")
class Query(
    NodeQueries,
    PlaceQueries,
    FeatureQueries,
    RegisterQueries,
    DashboardQueries,
    CoverageQueries,
    PlanningQueries,
    RepairQueries,
    ImportQueries,
):
    """The root of the queries."""
