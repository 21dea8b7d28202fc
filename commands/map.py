"""``quanmap map``: maps as single HTML files, or as pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click

from commands.database import opened
from commands.installation import limits_of, map_setting
from commands.map_documents import DOCUMENTS, Draw, MapDocument
from commands.map_file import MapFile
from commands.plan_database import plan_now, plan_question
from commands.plan_map import job_plan, plan_drawing
from commands.plan_options import NEW_STATIONS, objective_option, time_limit_option
from commands.settings import Settings
from commands.time_map import DEFAULT_MONTHS, city_history
from maps.document import Document
from maps.setting import Setting
from schema.operations.questions import CoverageQuestion, Network, Scope
from schema.operations.time_map import MONTHS_MAX

Command = TypeVar("Command", bound=Callable[..., Any])
COORDINATE_SYSTEMS = ("wgs84", "gcj02", "bd09", "cgcs2000")


@click.group(name="map")
def map_group() -> None:
    """Draw maps, each one HTML file that asks no other host for anything."""


def file_options(command: Command) -> Command:
    """Add the options of every map: where it goes, and how it looks."""
    for option in reversed(
        (
            click.option(
                "-o",
                "--output",
                type=click.Path(dir_okay=False, path_type=Path),
                required=True,
                help="The file to write; one that ends in .png is a picture.",
            ),
            click.option(
                "--crs",
                type=click.Choice(COORDINATE_SYSTEMS, case_sensitive=False),
                help="The datum of the base map, or of the page's positions; gcj02 for Amap.",
            ),
            click.option("--png", "is_png", is_flag=True, help="Pictures, one a page of the map."),
            click.option("--width", "width_px", type=int, metavar="PX", help="Of a picture; 1600."),
            click.option("--dpi", type=int, metavar="N", help="Of a picture; 150."),
            click.option(
                "--language",
                type=click.Choice(("zh", "en")),
                default="zh",
                show_default=True,
                help="The language that it opens in; a page can switch.",
            ),
        )
    ):
        command = option(command)
    return command


def place_options(command: Command) -> Command:
    """Add the options of what the map is of."""
    for option in reversed(
        (
            click.option(
                "--district", "adcode", metavar="ADCODE", help="One district; else the city."
            ),
            click.option(
                "--radius",
                "service_radius_m",
                type=float,
                metavar="METRES",
                help="In place of every station's own service radius.",
            ),
        )
    ):
        command = option(command)
    return command


def written(file: MapFile, drawn: Document) -> None:
    """Write a map and say so."""
    for path in file.write(drawn):
        size = f", {path.stat().st_size / 1e6:.1f} MB" if path.is_file() else ""
        click.echo(f"{path} is written{size}.")


def chosen_file(options: dict[str, Any]) -> MapFile:
    """Give the file of the options, checked."""
    file = MapFile(options["output"], options["is_png"], options["width_px"], options["dpi"])
    file.check()
    return file


def chosen_setting(settings: Settings, options: dict[str, Any]) -> Setting:
    """Give what stands on the map beside its content."""
    setting = replace(map_setting(settings), language=options["language"])
    if options["crs"] is None:
        return setting
    system = options["crs"].upper()
    if setting.basemap is None:
        return replace(setting, coordinate_system=system)
    return replace(setting, basemap=replace(setting.basemap, coordinate_system=system))


def draw(settings: Settings, make: Draw, options: dict[str, Any]) -> None:
    """Draw one document of the database into its file."""
    file = chosen_file(options)
    question = CoverageQuestion(
        scope=Scope(adcode=options["adcode"]),
        network=Network(service_radius_m=options["service_radius_m"]),
    )
    setting = chosen_setting(settings, options)
    with opened(settings) as database, database.read() as session:
        drawn = make(session, question, limits_of(settings), setting)
    written(file, drawn)


def document_command(name: str, entry: MapDocument) -> click.Command:
    """Make the command that draws one of the documents."""

    @click.command(name, help=entry.purpose)
    @file_options
    @place_options
    @click.pass_obj
    def drawing(settings: Settings, /, **options: Any) -> None:
        draw(settings, entry.draw, options)

    return drawing


@map_group.command(help=DOCUMENTS["time"].purpose)
@file_options
@place_options
@click.option(
    "--months",
    "n_months",
    type=click.IntRange(1, MONTHS_MAX),
    default=DEFAULT_MONTHS,
    show_default=True,
    help="How many months back.",
)
@click.pass_obj
def time(settings: Settings, /, n_months: int, **options: Any) -> None:
    """Draw the document that asks for a number of months beside."""
    draw(settings, partial(city_history, n_months=n_months), options)


@map_group.command()
@file_options
@place_options
@click.option("--job", metavar="ID", help="Draw the plan of this planning job; else plan now.")
@objective_option(is_required=False)
@NEW_STATIONS
@time_limit_option("Seconds to search at most.")
@click.pass_obj
def plan(settings: Settings, /, **options: Any) -> None:
    """Draw a station plan: before, after, what each site adds.

    `quanmap plan -o FILE` plans with every condition that there is.
    """
    file = chosen_file(options)
    asked = ("objective", "new_stations", "adcode", "service_radius_m")
    if options["job"] is not None and any(options[name] is not None for name in asked):
        raise click.UsageError("--job has its own question: leave the other conditions out.")
    limits, setting = limits_of(settings), chosen_setting(settings, options)
    question = None if options["job"] is not None else plan_question(options, limits)
    with opened(settings) as database:
        made = None if question is None else plan_now(database, question, limits)
        with database.read() as session:
            made = made or job_plan(session, options["job"])
            drawn = plan_drawing(session, limits, setting, made)
    written(file, drawn)


for _name, _entry in DOCUMENTS.items():
    if _name not in map_group.commands:
        map_group.add_command(document_command(_name, _entry))
