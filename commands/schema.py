"""``quanmap schema``: the API's definition."""

from __future__ import annotations

import click

from schema.build import export_sdl


@click.command()
def schema() -> None:
    """Print the GraphQL schema, as /schema.graphql serves it."""
    click.echo(export_sdl(), nl=False)
