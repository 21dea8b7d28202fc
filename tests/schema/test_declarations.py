"""Every field says what it reads: an attribute of its own name, or a source in its metadata."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from schema.batches import BATCHES
from schema.build import build_schema
from schema.change_fields import TARGET
from schema.fields import SOURCE, FoundBy, GeometryColumn, Loaded, Related, ToOne
from schema.loaders import Loaders
from schema.mutations import Mutation
from schema.mutations.imports import ImportInput, UndoImportInput
from schema.operations.listing import LISTS
from schema.permissions import ROLE, Role
from schema.queries import Query
from schema.register_fields import Computed
from schema.types.node import Node, node_types
from schema.types.station_plan import StationPlanInput

build_schema()

# What is computed, or asks for a record of any type, reads no table by its declaration.
COMPUTED_FIELDS = {"PlanningJob.plan"}
OF_NO_REGISTER = (StationPlanInput, ImportInput, UndoImportInput)
COMPUTED_QUERIES = {
    "affiliation_issues",
    "clusters",
    "coverage",
    "coverage_history",
    "dashboard",
    "features",
    "import_kinds",
    "instructor_assignment",
    "node",
    "nodes",
    "planning_job",
    "proposed_circles",
    "recent_imports",
    "repaired_area",
    "station_plan",
    "viewer",
}


def fields(owner: Any) -> Iterator[tuple[str, Any]]:
    for field in owner.__strawberry_definition__.fields:
        yield f"{owner.__name__}.{field.python_name}", field


@pytest.mark.parametrize("owner", node_types().values(), ids=lambda owner: owner.__name__)
def test_a_field_of_a_record_is_a_column_or_has_a_source(owner: type[Node]) -> None:
    columns = set(owner.model.__mapper__.columns.keys())
    unclear = []
    for path, field in fields(owner):
        name, source = field.python_name, field.metadata.get(SOURCE)
        match source:
            case None:
                is_clear = name == "id" or (field.base_resolver is None and name in columns)
            case ToOne(key, _) | GeometryColumn(key, _):
                is_clear = key in columns
            case Related(type_name, parent):
                is_clear = type_name in LISTS and parent is not None
            case Loaded(loader, _):
                is_clear = loader in BATCHES or hasattr(Loaders, loader) or loader == "distances_m"
            case Computed(attribute):
                is_clear = isinstance(getattr(owner.model, attribute), property)
            case _:
                is_clear = False
        if not is_clear and path not in COMPUTED_FIELDS:
            unclear.append(path)

    assert unclear == []


def test_a_query_that_reads_tables_names_them() -> None:
    unclear = []
    for path, field in fields(Query):
        source = field.metadata.get(SOURCE)
        is_list = isinstance(source, Related) and source.type_name in LISTS
        is_one = isinstance(source, FoundBy) and source.column in source.model.__mapper__.columns
        if not (is_list or is_one or field.python_name in COMPUTED_QUERIES):
            unclear.append(path)

    assert unclear == []


def test_every_mutation_names_the_role_that_it_needs() -> None:
    roles = {path: field.metadata.get(ROLE) for path, field in fields(Mutation)}

    assert roles
    assert {path for path, role in roles.items() if role in {None, Role.ANONYMOUS}} == set()


def test_every_input_of_the_registers_says_what_it_fills_in() -> None:
    unclear = []
    for input_type in inputs():
        for path, field in fields(input_type):
            if field.metadata.get(TARGET) is None and field.python_name != "crs":
                unclear.append(path)

    assert unclear == []


def inputs() -> Iterator[Any]:
    for _, field in fields(Mutation):
        for argument in field.arguments:
            if argument.python_name == "input" and argument.type not in OF_NO_REGISTER:
                yield argument.type
