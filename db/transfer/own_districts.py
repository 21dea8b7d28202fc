"""An author who is bound to districts imports only what lies in them, before and after."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from db.repositories import districts_of
from db.repositories.journal import Author
from db.transfer.existing import Update
from db.transfer.kinds import Kind
from db.transfer.storing import Stored

KEYS_AT_ONCE = 2_000


def require_own_updates(
    session: Session, kind: Kind, author: Author | str, updates: Sequence[Update]
) -> None:
    """Raise unless every entry that would be changed lies in the author's districts.

    Raises
    ------
    OutsideDistrictsError
        Names the first that does not.
    """
    require_own(session, kind, author, [one.primary_key for one in updates])


def require_own_rows(
    session: Session,
    kind: Kind,
    author: Author | str,
    stored: Stored,
    links: Sequence[dict[str, Any]],
) -> None:
    """Raise unless everything that was written lies in the author's districts.

    Raises
    ------
    OutsideDistrictsError
        Names the first that does not.
    """
    if stored.first_id is not None:
        new: list[tuple[Any, ...]] = [
            (key,) for key in range(stored.first_id, stored.first_id + stored.n_added)
        ]
    else:
        names = [each.name for each in kind.table.primary_key.columns]
        new = [tuple(link[name] for name in names) for link in links]
    require_own(session, kind, author, [*new, *(one.primary_key for one in stored.updates)])


def require_own(
    session: Session, kind: Kind, author: Author | str, keys: Sequence[tuple[Any, ...]]
) -> None:
    """Raise unless rows, which exist, lie in the author's districts, if there are such.

    Raises
    ------
    OutsideDistrictsError
        Names the first that does not.
    """
    if isinstance(author, str) or author.district_ids is None:
        return
    for start in range(0, len(keys), KEYS_AT_ONCE):
        part = keys[start : start + KEYS_AT_ONCE]
        districts_of.require_inside(session, kind.model, part, author.district_ids)
