"""``quanmap token``: who may write, and read where reading needs a token."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click

from commands.database import opened
from commands.settings import Settings
from db.engine import Database
from db.models import AccessToken
from db.models.enums import TokenRole
from db.repositories import tokens
from db.repositories.journal import recorded_write
from db.repositories.tokens import TokenTerms

FIRST_TOKEN = "first start"  # noqa: S105 (a name)
FIRST_TOKEN_DAYS = 30
_AUTHOR = "quanmap token"


@click.group()
def token() -> None:
    """Make, revoke and list access tokens."""


@token.command()
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice([role.value for role in TokenRole], case_sensitive=False),
    required=True,
    help="What its bearer may do; each role may do all that the ones before it may.",
)
@click.option(
    "--district",
    "districts",
    multiple=True,
    metavar="ADCODE",
    help="An EDITOR's: may write in this district only; give it once for each.",
)
@click.option(
    "--days", type=click.IntRange(1, 36_500), help="How long it is valid; for ever without it."
)
@click.pass_obj
def create(
    settings: Settings, name: str, role: str, districts: tuple[str, ...], days: int | None
) -> None:
    """Make a token called NAME, and print it; it cannot be shown again.

    Steps that need two people are known apart by the names of their tokens: give everybody one.
    """
    now = datetime.now(tz=UTC)
    expires_at = None if days is None else now + timedelta(days=days)
    terms = TokenTerms(name, TokenRole(role.upper()), districts, expires_at)
    with opened(settings) as database:
        click.echo(make_token(database, terms, now))


@token.command()
@click.argument("name")
@click.pass_obj
def revoke(settings: Settings, name: str) -> None:
    """Revoke the token called NAME at once, for good."""
    with (
        opened(settings) as database,
        recorded_write(database, _AUTHOR, "revokeToken") as session,
    ):
        tokens.revoke(session, name, now=datetime.now(tz=UTC))
    click.echo(f"The token {name} is revoked.")


@token.command(name="list")
@click.pass_obj
def list_tokens(settings: Settings) -> None:
    """List the tokens by name; what they are is not stored."""
    from rich.console import Console  # noqa: PLC0415, the server needs none
    from rich.table import Table  # noqa: PLC0415, as above

    now = datetime.now(tz=UTC)
    with opened(settings) as database, database.read() as session:
        found = tokens.list_all(session)
        bound = tokens.adcodes_by_token_ids(session, [each.id for each in found])
    table = Table("name", "role", "districts", "state", "expires")
    for each in found:
        districts = ", ".join(bound[each.id]) or "all"
        expires = "never" if each.expires_at is None else f"{each.expires_at:%Y-%m-%d %H:%M} UTC"
        table.add_row(each.name, each.role.value, districts, _state(each, now), expires)
    Console().print(table)


def make_token(database: Database, terms: TokenTerms, now: datetime) -> str:
    """Store a token and give its secret.

    Raises
    ------
    TokenError
        As `tokens.create` does.
    """
    with recorded_write(database, _AUTHOR, "createToken", at=now) as session:
        return tokens.create(session, terms, now=now)[1]


def first_token(database: Database) -> str | None:
    """Make the first token, an ADMIN's of some days; None where there is or was one."""
    with database.read() as session:
        if tokens.list_all(session):
            return None
    now = datetime.now(tz=UTC)
    expires_at = now + timedelta(days=FIRST_TOKEN_DAYS)
    return make_token(database, TokenTerms(FIRST_TOKEN, TokenRole.ADMIN, (), expires_at), now)


def _state(each: AccessToken, now: datetime) -> str:
    if each.revoked_at is not None:
        return f"revoked {each.revoked_at:%Y-%m-%d}"
    return "valid" if tokens.is_valid(each, now) else "expired"
