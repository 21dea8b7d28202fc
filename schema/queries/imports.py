"""What files can be imported into."""

from __future__ import annotations

from typing import Any

import strawberry

from db.transfer.kinds import all_kinds
from schema.types.import_kind import ImportKind


def _kinds() -> Any:
    return list(all_kinds().values())


@strawberry.type
class ImportQueries:
    """What a page needs to know before it takes a file."""

    import_kinds: list[ImportKind] = strawberry.field(
        resolver=_kinds,
        description="The registers that files can be imported into (登记表), what others refer to "
        "first.",
    )
