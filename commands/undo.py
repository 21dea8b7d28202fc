"""``quanmap undo``: one import taken back."""

from __future__ import annotations

from datetime import UTC, datetime

import click
import orjson

from commands.database import opened
from commands.settings import Settings

AUTHOR = "quanmap undo"


@click.command()
@click.argument("import_id", type=int, required=False)
@click.option("--list", "is_list", is_flag=True, help="Show the last imports and their numbers.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for programs.")
@click.pass_obj
def undo(settings: Settings, import_id: int | None, *, is_list: bool, as_json: bool) -> None:
    """Take back the import IMPORT_ID: what it added and what it changed.

    Refused where anything later changed those entries or refers to them.
    """
    if is_list:
        _list(settings, as_json=as_json)
        return
    if import_id is None:
        raise click.UsageError("give the number of an import; --list shows them")
    from db.transfer.undoing import undo_import  # noqa: PLC0415 (the models, only where needed)

    with opened(settings) as database:
        record = undo_import(database, import_id, AUTHOR, datetime.now(tz=UTC))
    if as_json:
        answer = {
            "importId": record.id,
            "kind": record.kind,
            "file": record.file_name,
            "removed": record.n_added,
            "restored": record.n_updated,
        }
        click.echo(orjson.dumps(answer).decode())
    else:
        click.echo(
            f"Import {record.id} ({record.file_name}) is taken back: {record.n_added:,} "
            f"{record.kind} removed, {record.n_updated:,} as they were."
        )


def _list(settings: Settings, *, as_json: bool) -> None:
    from db.transfer.undoing import imports  # noqa: PLC0415 (the models, only where needed)

    with opened(settings) as database, database.read() as session:
        found = imports(session)
    rows = [
        {
            "importId": one.id,
            "kind": one.kind,
            "file": one.file_name,
            "at": one.imported_at.isoformat(timespec="seconds"),
            "by": one.imported_by,
            "added": one.n_added,
            "updated": one.n_updated,
            "undone": one.undone_at is not None,
        }
        for one in found
    ]
    if as_json:
        click.echo(orjson.dumps({"imports": rows}).decode())
        return
    for row in rows:
        undone = ", taken back" if row["undone"] else ""
        click.echo(
            f"{row['importId']:>5}  {row['at']}  {row['kind']}  {row['file']}  "
            f"{row['added']:,} new, {row['updated']:,} changed{undone}"
        )
    if not rows:
        click.echo("Nothing was imported yet.")
