"""What the geometry layer refuses, each with the value, the limit and the remedy."""

from __future__ import annotations


class GeoError(ValueError):
    """Base of everything that the geometry layer refuses.

    Parameters
    ----------
    message : str
        What was wrong, which limit applies and what to do about it.
    place : (float, float), optional
        Where it is wrong, (x, y) in the coordinates of the input.
    """

    def __init__(self, message: str, *, place: tuple[float, float] | None = None) -> None:
        super().__init__(message)
        self.place = place


class UnknownCoordinateSystemError(GeoError):
    """A coordinate system that is not one of WGS84, CGCS2000, GCJ02 and BD09."""


class CoordinateValueError(GeoError):
    """A coordinate that is no finite number or no position on the Earth."""


class CoordinateOutOfReachError(GeoError):
    """A position outside the area that the data can lie in; the message names a likely cause."""


class InvalidBboxError(GeoError):
    """A bounding box that is reversed, empty, not finite or out of range."""


class InvalidGeoJsonError(GeoError):
    """A GeoJSON value that RFC 7946 does not allow."""


class GeometryTooLargeError(GeoError):
    """A geometry with more vertices or deeper nesting than is accepted."""


class InvalidGeometryError(GeoError):
    """A geometry that crosses itself, is empty or encloses no area."""


class InvalidRadiusError(GeoError):
    """A service radius that is negative, not finite or longer than distances are exact for."""


class ArrayShapeError(GeoError):
    """Arrays whose shapes do not fit together."""


class InvalidNetworkError(GeoError):
    """A road network whose edges are no edges of its nodes or have no usable length."""


class UnknownStationError(GeoError):
    """A station number that the what-if state does not hold."""


class UnknownTileError(GeoError):
    """A tile that the grid of web maps does not have."""


class GeometryRepairError(GeoError):
    """An area for which there is no proposal."""
