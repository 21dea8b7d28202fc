"""Base maps: none by default, any XYZ tile server by its address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from maps.errors import BasemapError

CoordinateSystem = Literal["WGS84", "CGCS2000", "GCJ02", "BD09"]

_HOST = re.compile(r"(?:\{s\}\.)?[A-Za-z0-9.-]+(?::[0-9]{1,5})?|\[[0-9A-Fa-f:]+\](?::[0-9]{1,5})?")


@dataclass(frozen=True)
class Basemap:
    """A tile server.

    Parameters
    ----------
    url : str
        An address with ``{z}``, ``{x}`` and ``{y}``; ``{s}`` may be the first label of the host.
    attribution : str
        Shown on the map; tile servers ask for it.
    coordinate_system : str
        The datum of the tiles. Amap's are GCJ02: the layers are shifted to them.
    max_zoom : int
        The deepest level of the tiles.
    subdomains : str
        What ``{s}`` stands for, one character each.

    Raises
    ------
    BasemapError
        For an address that is no such template. Refused here because the address becomes part of
        the page's Content-Security-Policy.
    """

    url: str
    attribution: str = ""
    coordinate_system: CoordinateSystem = "WGS84"
    max_zoom: int = 18
    subdomains: str = "abc"

    def __post_init__(self) -> None:
        """Refuse an address that cannot be asked, or that would loosen the page's policy."""
        try:
            parts = urlsplit(self.url)
        except ValueError as error:
            raise BasemapError(f"The base map {self.url!r} is no address: {error}.") from error
        missing = [name for name in ("{z}", "{x}", "{y}") if name not in self.url]
        if parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.netloc) or missing:
            raise BasemapError(
                f"The base map {self.url!r} is no XYZ address; give one like "
                "https://tiles.example.org/{z}/{x}/{y}.png."
            )
        if not re.fullmatch(r"[a-z0-9]{1,16}", self.subdomains):
            raise BasemapError(f"subdomains is {self.subdomains!r}; give letters and digits only.")

    @property
    def policy_source(self) -> str:
        """The host as a source of a Content-Security-Policy."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}"
