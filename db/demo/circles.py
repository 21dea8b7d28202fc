"""The commercial circles of the demo city."""

from db.demo.party_tree import PartyTree
from db.demo.reference import Reference
from db.demo.rows import CircleRow


def circle_rows(reference: Reference, tree: PartyTree) -> list[CircleRow]:
    """Return the circles with the committee of the one that has one."""
    return [
        CircleRow(
            id=position + 1,
            name=circle.name,
            boundary=circle.boundary,
            district_id=circle.district + 1,
            committee_id=tree.circle_committees.get(position),
        )
        for position, circle in enumerate(reference.circles)
    ]
