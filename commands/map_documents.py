"""The map documents of a database by their names, for the command line and the pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from commands.circle_map import city_circles
from commands.coverage_map import city_coverage
from commands.district_map import city_atlas
from commands.pairing_map import city_pairings
from commands.rectification_map import city_rectification
from commands.time_map import city_history
from db.engine import Database, Session
from maps.document import Document, document, to_map
from maps.setting import Setting
from schema.operations.limits import Limits
from schema.operations.questions import CoverageQuestion, Scope

Draw = Callable[[Session, CoverageQuestion, Limits, Setting], Document]


@dataclass(frozen=True, slots=True)
class MapDocument:
    """How a document is drawn, and the help of the command that does it."""

    draw: Draw
    purpose: str


DOCUMENTS: Final[Mapping[str, MapDocument]] = {
    "coverage": MapDocument(city_coverage, "Draw whom the open stations reach, and whom not."),
    "district": MapDocument(city_atlas, "Draw an atlas: one page a district, with its figures."),
    "circles": MapDocument(city_circles, "Draw the commercial circles, their members and rates."),
    "pairings": MapDocument(city_pairings, "Draw lines from those who help to their villages."),
    "time": MapDocument(city_history, "Draw coverage month by month, with a slider."),
    "rectification": MapDocument(city_rectification, "Draw what is overdue, open and closed."),
}


def map_html(
    database: Database, limits: Limits, setting: Setting, name: str, adcode: str | None = None
) -> str:
    """Draw one of the documents, of the city or of one district, as one HTML file.

    Parameters
    ----------
    name : str
        One of `DOCUMENTS`.

    Raises
    ------
    UnknownRecordError
        No district has the adcode; the message lists those that there are.
    NothingToDrawError
        The database holds nothing of what the document is about.
    """
    question = CoverageQuestion(scope=Scope(adcode=adcode))
    with database.read() as session:
        drawn = DOCUMENTS[name].draw(session, question, limits, setting)
    return document(to_map(drawn))
