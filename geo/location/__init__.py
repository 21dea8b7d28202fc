"""Where the next stations should go: location problems solved to a proof that anyone can check."""

from geo.location.errors import InvalidCertificateError, InvalidProblemError, LocationError
from geo.location.maximal_covering import MaximalCovering
from geo.location.p_center import PCenter
from geo.location.p_median import PMedian
from geo.location.problem import LocationProblem, Progress, Solution, Status
from geo.location.set_covering import SetCovering
from geo.location.solver import solve
from geo.location.verification import Verification, verify

__all__ = [
    "InvalidCertificateError",
    "InvalidProblemError",
    "LocationError",
    "LocationProblem",
    "MaximalCovering",
    "PCenter",
    "PMedian",
    "Progress",
    "SetCovering",
    "Solution",
    "Status",
    "Verification",
    "solve",
    "verify",
]
