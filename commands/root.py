"""The command ``quanmap`` itself: its groups, its settings, and how it refuses."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

import click

from commands.error_answers import KNOWN_ERRORS
from commands.setting_values import RefusedSettingsError
from commands.variables import unknown_variables
from server import Settings

# Each command by its module and its name there, in the order of the help. A command is imported
# when it is called: the server needs none of what draws maps.
COMMANDS: Final = {
    "serve": ("commands.serve", "serve"),
    "db": ("commands.database", "db"),
    "demo": ("commands.demo", "demo"),
    "import": ("commands.import_", "import_group"),
    "undo": ("commands.undo", "undo"),
    "export": ("commands.export", "export"),
    "coverage": ("commands.coverage", "coverage"),
    "plan": ("commands.plan", "plan"),
    "verify": ("commands.verify", "verify"),
    "map": ("commands.map", "map_group"),
    "schema": ("commands.schema", "schema"),
    "token": ("commands.token", "token"),
}


class RootGroup(click.Group):
    """Imports the command that is called; says what was refused, in plain words, exit code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names of the commands."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command.

        Raises
        ------
        click.ClickException
            For what the user can mend; a mistake of the program keeps its traceback.
        """
        try:
            return super().invoke(ctx)
        except (*KNOWN_ERRORS, RefusedSettingsError) as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            if error.filename is None:
                raise
            raise click.ClickException(f"{error.filename}: {error.strerror}") from error


@click.group(
    cls=RootGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="quanmap", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Tell whom a city does not reach, and serve it as GraphQL and maps.

    Exit codes: 0 done, 1 refused input, 2 usage.
    """
    for line in unknown_variables():
        click.echo(f"Warning: {line}.", err=True)
    ctx.obj = Settings()
