"""The mutations of the API, one file a group."""

from __future__ import annotations

import strawberry

from schema.mutations.imports import ImportMutations
from schema.mutations.places import PlaceMutations
from schema.mutations.planning import PlanningMutations
from schema.mutations.registers import RegisterMutations
from schema.mutations.steps import StepMutations


@strawberry.type(description="All that can be changed.")
class Mutation(
    PlaceMutations, RegisterMutations, StepMutations, PlanningMutations, ImportMutations
):
    """The root of the mutations."""
