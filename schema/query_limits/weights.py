"""What weighs more than one value, and how many rows a list has that names no number.

The unit is a value read from a row of the database.
"""

from __future__ import annotations

from typing import Any, Final

# By the type that a field gives, or by the field where its type says too little.
TYPE_WEIGHTS: Final = {
    "CoveragePoint": 5,
    "CoverageReport": 20,
    "Dashboard": 20,
    "FeatureCollection": 100,
    "InstructorAssignment": 1_000,
    "ProposedCircle": 50,
    "StationPlan": 1_000,
    "__Schema": 1_000,
}
FIELD_WEIGHTS: Final = {
    "CoverageReport.gaps": 20,
    "CoverageReport.servedArea": 20,
    "PlannedSite.serviceArea": 5,
    "PlanningJob.plan": 20,
}
MUTATION_WEIGHT: Final = 10

# Of a list without pages.
LIST_ROWS: Final = 5
FIELD_ROWS: Final = {
    "CoverageReport.byCircle": 10,
    "CoverageReport.byDistrict": 10,
    "InstructorAssignment.groups": 20,
    "InstructorAssignment.unassigned": 20,
    "Query.coverageHistory": 24,
    "StationPlan.curve": 20,
    "StationPlan.sites": 20,
}
# Of a page that names no number, where a city has but few: these hold fewer than a usual page.
USUAL_ROWS: Final = {
    "CommercialCircle.guidanceStations": 10,
    "District.commercialCircles": 10,
    "District.guidanceStations": 10,
    "Query.districts": 10,
}
# Rows of the scalar that a field gives in one piece: that is quicker than fields.
ROWS_IN_ONE_PIECE: Final = 100

VERTICES_IN_ONE: Final = 20
METRES_IN_ONE: Final = 100
# What is longer is refused where it is read.
METRES_MAX: Final = 200_000.0
RADII: Final = frozenset({"distance", "radius", "serviceRadius"})


def argument_weight(value: Any) -> int:
    """Weigh the geometries and radii in the value of an argument, however deep.

    >>> argument_weight({"near": {"longitude": 101.7, "latitude": 36.6, "distance": 5_000}})
    50
    >>> argument_weight({"type": "LineString", "coordinates": [[101, 36]] * 40})
    2
    """
    n_vertices, metres = 0, 0.0
    pending: list[Any] = [value] if isinstance(value, dict | list) else []
    while pending:
        one = pending.pop()
        if isinstance(one, dict):
            for key, member in one.items():
                if key in RADII and isinstance(member, int | float):
                    metres += min(max(float(member), 0.0), METRES_MAX)
                elif isinstance(member, dict | list):
                    pending.append(member)
        elif one:
            first = one[0]
            if isinstance(first, int | float):
                n_vertices += 1
            elif isinstance(first, list) and first and isinstance(first[0], int | float):
                # A line: where something else stands in it, it is refused where it is read.
                n_vertices += len(one)
            else:
                pending.extend(member for member in one if isinstance(member, dict | list))
    return n_vertices // VERTICES_IN_ONE + int(metres / METRES_IN_ONE)
