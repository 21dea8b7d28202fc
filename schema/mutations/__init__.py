"""The mutations of the API, one file a group."""

from __future__ import annotations

import strawberry

from schema.mutations.planning import PlanningMutations


@strawberry.type(description="All that can be changed.")
class Mutation(PlanningMutations):
    """The root of the mutations."""
