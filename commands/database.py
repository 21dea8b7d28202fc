"""``quanmap db``: the tables and their version, what they hold, and copies of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
import orjson

from commands.installation import open_from
from commands.settings import Settings
from db.engine import Database

if TYPE_CHECKING:
    from db.maintenance.findings import Report

_AUTHOR = "quanmap db"


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """Hold the database of the settings, and close it at the end."""
    database = open_from(settings)
    try:
        yield database
    finally:
        database.dispose()


@click.group()
def db() -> None:
    """Look after the tables, their version and what they hold."""


@db.command()
@click.argument("revision", default="head")
@click.pass_obj
def upgrade(settings: Settings, revision: str) -> None:
    """Create or change the tables, up to REVISION (the newest)."""
    with opened(settings) as database:
        database.upgrade(revision)
        click.echo(f"{database.address} is at revision {database.revision()}.")


@db.command()
@click.argument("revision")
@click.option("--yes", is_flag=True, help="Do not ask; what the older tables cannot hold is lost.")
@click.pass_obj
def downgrade(settings: Settings, revision: str, *, yes: bool) -> None:
    """Change the tables back to REVISION; base removes them with all they hold."""
    with opened(settings) as database:
        if not yes:
            click.confirm(
                f"What the older tables cannot hold is lost from {database.address}. Go on?",
                abort=True,
            )
        database.downgrade(revision)
        click.echo(f"{database.address} is at revision {database.revision() or 'base'}.")


@db.command()
@click.option(
    "--repair",
    is_flag=True,
    help="First build the spatial indexes and the derived columns and links anew.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for programs.")
@click.pass_obj
def check(settings: Settings, *, repair: bool, as_json: bool) -> None:
    """Compare the database with what this program promises of it; exit with 1 on a finding.

    Checked are the revision, the file or the server's indexes, the tables, the spatial indexes,
    foreign keys, geometries, derived columns and links, and the audit's chain of hashes. Others
    may write meanwhile.
    """
    from rich.console import Console  # noqa: PLC0415, used here alone

    from db.maintenance.check import check_database  # noqa: PLC0415, it imports Alembic
    from db.maintenance.repair import repair as build_anew  # noqa: PLC0415

    console = Console(stderr=True)
    with opened(settings) as database:
        if repair:
            database.check()
            build_anew(database, _AUTHOR)
        with console.status("checking …") as status:
            report = check_database(
                database, progress=lambda name: status.update(f"checking {name} …")
            )
    if as_json:
        click.echo(orjson.dumps(report.as_object()).decode())
    else:
        _tell(report)
    if not report.is_sound:
        sys.exit(1)


def _tell(report: Report) -> None:
    for each in report.checks:
        for finding in each.findings:
            click.echo(f"{each.name}: {finding.place}: {finding.fault}; {finding.remedy}")
        if each.n_more:
            click.echo(f"{each.name}: {each.n_more} more findings like these")
        if not each.findings:
            click.echo(f"{each.name}: sound")
    words = "is sound" if report.is_sound else "is not sound"
    click.echo(f"{report.address} {words}, at revision {report.revision or 'base'}.")


@db.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def backup(settings: Settings, file: Path) -> None:
    """Copy the database into FILE, as it is at one moment; others may write meanwhile.

    PostgreSQL is copied by pg_dump, which has to be on the PATH.
    """
    from db.maintenance.backup import back_up  # noqa: PLC0415, seldom called

    with opened(settings) as database:
        made = back_up(database, file)
        click.echo(
            f"{file} holds {database.address} as of {made.manifest.made_at}: {made.n_rows:,} rows,"
            f" {made.n_bytes:,} bytes."
        )


@db.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def restore(settings: Settings, file: Path) -> None:
    """Bring a backup into a database without rows, and compare every table with it."""
    from db import migrations  # noqa: PLC0415, seldom called
    from db.maintenance.restore import restore as bring_back  # noqa: PLC0415

    with opened(settings) as database:
        manifest = bring_back(database, file)
        n_rows = sum(each.n_rows for each in manifest.tables.values())
        click.echo(
            f"{database.address} holds what was backed up at {manifest.made_at}: {n_rows:,} rows in"
            f" {len(manifest.tables)} tables, compared by their hashes."
        )
        if manifest.revision != migrations.head():
            click.echo(f"Its tables are of revision {manifest.revision}; run `quanmap db upgrade`.")
