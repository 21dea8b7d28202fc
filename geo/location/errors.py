"""What the planner refuses, each with the value, the limit and the remedy."""

from __future__ import annotations

from geo.errors import GeoError


class LocationError(GeoError):
    """Base of everything that the planner refuses."""


class InvalidProblemError(LocationError):
    """A location problem whose parts do not fit together."""


class InvalidCertificateError(LocationError):
    """A certificate that cannot be read: not the claim is wrong but the document."""
