"""What the maps refuse, each with the value, the place and the remedy."""

from __future__ import annotations


class MapError(ValueError):
    """Base of everything that the maps refuse."""


class MapInputError(MapError):
    """Arrays, geometries or texts that do not fit together or cannot be drawn."""


class BasemapError(MapError):
    """A base map address that is no XYZ template on http or https."""


class RemoteAssetError(MapError):
    """An element that would make the document ask another host for a script or a style."""


class StillError(MapError):
    """A still picture that cannot be drawn: the library is missing or the size is out of range."""


class NothingToDrawError(MapError):
    """Data that hold nothing of what the document is about."""
