"""What each organization counts for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from db.repositories.facts import OrganizationFacts
from schema.operations.questions import DemandWeight


def demand_weights(
    organizations: OrganizationFacts, weight: DemandWeight
) -> NDArray[np.int64] | None:
    """Give the weight of each organization (n,); None where each counts one."""
    match weight:
        case DemandWeight.EMPLOYEES:
            return organizations.employees
        case DemandWeight.PARTY_MEMBERS:
            return organizations.party_members
        case _:
            return None
