"""The map of pairings of a database: lines from who helps to the villages (结对帮扶)."""

from __future__ import annotations

from commands.map_content import dated, named, to_district
from db.engine import Session
from maps.document import Document
from maps.errors import NothingToDrawError
from maps.pairing_map import Pairing, PairingMap, pairing_document
from maps.setting import Setting
from schema.operations.limits import Limits
from schema.operations.pairing_map import PairingEnds, pairing_map_data
from schema.operations.questions import CoverageQuestion


def city_pairings(
    session: Session, question: CoverageQuestion, limits: Limits, setting: Setting
) -> Document:
    """Make the map of the pairings of a question's scope.

    Raises
    ------
    ArgumentError
        The scope is refused; the message says why.
    NothingToDrawError
        There are no pairings.
    """
    data = pairing_map_data(session, question, limits)
    if not data.pairings:
        raise NothingToDrawError(
            f"{named(question)} has no pairings (结对帮扶) to draw; enter or import some first"
        )
    return pairing_document(
        PairingMap(
            districts=[to_district(one) for one in data.districts],
            pairings=[_pairing(one) for one in data.pairings],
            setting=dated(setting, session, data.report.as_of),
        )
    )


def _pairing(ends: PairingEnds) -> Pairing:
    row = ends.pairing
    return Pairing(
        party_organization=ends.helper_name,
        village=row.village,
        start=ends.helper_place,
        end=ends.village_place,
        funds_cny=float(row.funds_cny),
        year=row.year,
    )
