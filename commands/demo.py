"""``quanmap demo``: the demo city in an empty database."""

from __future__ import annotations

import click
from rich.console import Console
from rich.progress import Progress

from commands.database import opened
from commands.settings import Settings
from db.demo import DEFAULT_ORGANIZATIONS, DEFAULT_SEED, MINIMUM_ORGANIZATIONS, generate, load
from db.engine import Database


@click.command()
@click.option(
    "--organizations",
    "n_organizations",
    type=int,
    default=DEFAULT_ORGANIZATIONS,
    show_default=True,
    help=f"How many organizations, at least {MINIMUM_ORGANIZATIONS}.",
)
@click.option(
    "--seed",
    type=int,
    default=DEFAULT_SEED,
    show_default=True,
    help="The same seed and size give the same city, everywhere and always.",
)
@click.pass_obj
def demo(settings: Settings, n_organizations: int, seed: int) -> None:
    """Fill an empty database with the demo city: Xining, with invented organizations.

    Makes the tables first where there are none.
    """
    with opened(settings) as database:
        fill_with_demo(database, n_organizations, seed)
        click.echo(
            f"{database.address} holds the demo city: {n_organizations:,} organizations, "
            f"seed {seed}. All of them are synthetic (演示数据)."
        )


def fill_with_demo(
    database: Database,
    n_organizations: int = DEFAULT_ORGANIZATIONS,
    seed: int = DEFAULT_SEED,
) -> None:
    """Load the demo city, after making the tables where there are none.

    Raises
    ------
    DemoSizeError
        The city cannot be that small, or the seed is negative; nothing is made then.
    DemoTargetError
        The database holds data already.
    """
    console = Console(stderr=True)
    # Without a terminal, nothing: a log has no use for a bar.
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Demo city 演示城市", total=None)
        city = generate(n_organizations, seed=seed)
        if database.revision() is None:
            database.upgrade()
        load(
            database,
            city,
            progress=lambda n_done, n_all: bar.update(task, completed=n_done, total=n_all),
        )
