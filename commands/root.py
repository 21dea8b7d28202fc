"""The command ``quanmap`` itself: its groups, its settings, and how it refuses."""

from __future__ import annotations

from typing import Any

import click
from pydantic import ValidationError

from commands.coverage import coverage
from commands.database import db
from commands.demo import demo
from commands.import_ import import_group
from commands.map import map_group
from commands.plan import plan
from commands.schema import schema
from commands.serve import serve
from commands.token import token
from commands.verify import verify
from server import KNOWN_ERRORS, Settings, variable_of


class RefusingGroup(click.Group):
    """Says what was refused and why, in plain words and with exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command.

        Raises
        ------
        click.ClickException
            For what the user can mend; a mistake of the program keeps its traceback.
        """
        try:
            return super().invoke(ctx)
        except KNOWN_ERRORS as error:
            raise click.ClickException(str(error)) from error
        except ValidationError as error:
            raise click.ClickException(explain_settings(error)) from error
        except OSError as error:
            if error.filename is None:
                raise
            raise click.ClickException(f"{error.filename}: {error.strerror}") from error


def explain_settings(error: ValidationError) -> str:
    """Name each environment variable that was refused, its value and the cause."""
    lines = []
    for detail in error.errors():
        name = str(detail["loc"][0])
        variable = name if name.startswith("QUANMAP_") else variable_of(name)
        lines.append(f"{variable}={detail['input']!r} is refused: {detail['msg']}.")
    return "\n".join(lines)


@click.group(
    cls=RefusingGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="quanmap", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Tell whom a city does not reach, and serve it as GraphQL and maps.

    Exit codes: 0 done, 1 refused input, 2 usage.
    """
    ctx.obj = Settings()


for command in (serve, db, demo, import_group, coverage, plan, verify, map_group, schema, token):
    cli.add_command(command)
