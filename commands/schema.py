"""``quanmap schema``: the API's definition."""

from __future__ import annotations

import click

from schema.build import build_schema


@click.command()
def schema() -> None:
    """Print the GraphQL schema, as /schema.graphql serves it."""
    click.echo(build_schema().as_str())
