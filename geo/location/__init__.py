"""Where the next stations should go: location problems solved to a proof that anyone can check."""

from geo.location.anywhere import AnywhereCandidates, anywhere_candidates
from geo.location.assignment import (
    InstructorAnswer,
    InstructorGroup,
    InstructorProblem,
    assign_instructors,
)
from geo.location.coverage_matrix import coverage_by_distance, stream_coverage
from geo.location.curve import CurvePoint, curve
from geo.location.errors import InvalidCertificateError, InvalidProblemError, LocationError
from geo.location.maximal_covering import MaximalCovering
from geo.location.p_center import PCenter
from geo.location.p_median import PMedian
from geo.location.polygon_demand import PolygonDemand, divide_polygons
from geo.location.problem import LocationProblem, Progress, Solution, Status
from geo.location.set_covering import SetCovering
from geo.location.solver import solve
from geo.location.verification import Verification, verify

__all__ = [
    "AnywhereCandidates",
    "CurvePoint",
    "InstructorAnswer",
    "InstructorGroup",
    "InstructorProblem",
    "InvalidCertificateError",
    "InvalidProblemError",
    "LocationError",
    "LocationProblem",
    "MaximalCovering",
    "PCenter",
    "PMedian",
    "PolygonDemand",
    "Progress",
    "SetCovering",
    "Solution",
    "Status",
    "Verification",
    "anywhere_candidates",
    "assign_instructors",
    "coverage_by_distance",
    "curve",
    "divide_polygons",
    "solve",
    "stream_coverage",
    "verify",
]
