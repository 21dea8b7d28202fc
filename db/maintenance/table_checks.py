"""The tables against the models."""

from collections.abc import Iterator
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from geoalchemy2 import alembic_helpers
from sqlalchemy import text
from sqlalchemy.orm import Session

from db.maintenance.findings import Finding
from db.models import Base

_GUARDS = ("audit_entries_no_update", "audit_entries_no_delete")
_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table",
    "postgresql": (
        "SELECT tgname FROM pg_trigger"
        " WHERE tgrelid = to_regclass(:table) AND tgenabled IN ('O', 'A')"
    ),
}
_RESTORE = "restore a backup, or let its administrator put it right by hand"


def tables(session: Session) -> Iterator[Finding]:
    """Compare every table, column, index and constraint with the models."""
    options = {"include_object": _is_ours, "compare_type": True, "compare_server_default": True}
    context = MigrationContext.configure(session.connection(), opts=options)
    for difference in compare_metadata(context, Base.metadata):
        yield Finding("tables", _in_words(difference), _RESTORE)


def audit_guards(session: Session) -> Iterator[Finding]:
    """Look for the triggers that refuse to change or delete an entry of the audit."""
    statement = _TRIGGERS[session.get_bind().dialect.name]
    found = set(session.scalars(text(statement), {"table": "audit_entries"}))
    for name in _GUARDS:
        if name not in found:
            yield Finding(
                "audit_entries",
                f"the trigger {name} is missing or off, so that entries can be changed",
                _RESTORE,
            )


def _is_ours(item: Any, name: str | None, kind: str, *more: Any) -> bool:
    """Leave alembic's own table and the spatial extension's out."""
    is_version_table = kind == "table" and name == "alembic_version"
    is_ours: bool = alembic_helpers.include_object(item, name, kind, *more)  # type: ignore[no-untyped-call]
    return is_ours and not is_version_table


def _in_words(difference: Any) -> str:
    """Say what alembic would change; several changes of one column come as a list."""
    if isinstance(difference, list):
        return "; ".join(_in_words(each) for each in difference)
    action, *what = difference
    names = ".".join(
        str(getattr(each, "name", each)) for each in what if each is not None and each != {}
    )
    return f"the models would {str(action).replace('_', ' ')} {names}"
