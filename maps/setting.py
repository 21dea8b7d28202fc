"""What every map has besides its content: sources, 审图号, language, base map."""

from __future__ import annotations

from dataclasses import dataclass

from maps.basemap import Basemap, CoordinateSystem
from maps.errors import MapInputError
from maps.language import Language


@dataclass(frozen=True)
class Setting:
    """What every map document has besides its content.

    Parameters
    ----------
    as_of : str
        The day of the figures, ISO 8601.
    is_synthetic : bool
        Labels the page as demo data.
    attribution : str
        Of the boundaries and other sources; shown on the map and in prints.
    approval_number : str
        审图号 of the boundaries.
    is_of_demo : bool
        Whether those two are of the demo city's boundaries, and belong on maps of it alone.
    language : str
        The one that the page opens in; it holds both.
    basemap : Basemap, optional
        None draws the outlines alone and asks no host at all.
    coordinate_system : str, optional
        The datum that the page's positions are in; by default that of the base map, or WGS84
        without one. A still picture shows no positions, so it is the same in all of them.
    """

    as_of: str = ""
    is_synthetic: bool = False
    attribution: str = ""
    approval_number: str = ""
    is_of_demo: bool = False
    language: Language = "zh"
    basemap: Basemap | None = None
    coordinate_system: CoordinateSystem | None = None

    def __post_init__(self) -> None:
        """Refuse positions in another datum than the tiles below them.

        Raises
        ------
        MapInputError
            Both are given and differ.
        """
        own, tiles = self.coordinate_system, self.basemap
        if own is not None and tiles is not None and own != tiles.coordinate_system:
            raise MapInputError(
                f"coordinate_system is {own}, but the base map's is {tiles.coordinate_system}: the "
                "layers would lie beside what they show. Give the base map the right one, or none."
            )

    @property
    def position_system(self) -> CoordinateSystem:
        """The datum that the page's positions are in."""
        if self.basemap is not None:
            return self.basemap.coordinate_system
        return self.coordinate_system or "WGS84"
