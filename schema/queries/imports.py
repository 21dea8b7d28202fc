"""What files can be imported into, and what was imported."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from db.engine import Database
from db.models import FileImport
from db.transfer.kinds import all_kinds
from schema.permissions import Role, require_role
from schema.threads import in_thread
from schema.types.import_kind import ImportKind
from schema.types.import_record import ImportRecord

RECENT_MAX = 50


def _kinds() -> Any:
    return list(all_kinds().values())


async def _recent(
    info: Info[Any, Any],
    first: Annotated[
        int, strawberry.argument(description="How many at most, 1 to 50 (条数).")
    ] = 10,
) -> Any:
    require_role(info.context.viewer, Role.EDITOR)
    return await in_thread(_read_recent, info.context.database, min(max(first, 1), RECENT_MAX))


def _read_recent(database: Database, limit: int) -> list[FileImport]:
    from db.transfer.undoing import imports  # noqa: PLC0415, seldom asked for

    with database.read() as session:
        return list(imports(session, limit))


@strawberry.type
class ImportQueries:
    """What a page needs to know before it takes a file."""

    import_kinds: list[ImportKind] = strawberry.field(
        resolver=_kinds,
        description="The registers that files can be imported into (登记表), what others refer to "
        "first.",
    )
    recent_imports: list[ImportRecord] = strawberry.field(
        resolver=_recent,
        description="The last imports (最近的导入), the newest first; needs the role EDITOR.",
    )
