"""``quanmap db``: the tables and their version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from db.engine import Database
from server import Settings, open_from


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
    """Look after the tables and their version."""


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
@click.pass_obj
def check(settings: Settings) -> None:
    """Tell whether the tables are those of this program."""
    with opened(settings) as database:
        database.check()
        click.echo(f"{database.address} is ready, at revision {database.revision()}.")
