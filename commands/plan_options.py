"""The options of ``quanmap plan`` as a question, and its refusals in the options' names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeVar

import click
from shapely import MultiPoint

from commands.plan_files import read_places
from schema.operations.errors import ArgumentError
from schema.operations.questions import DemandWeight, DistanceMetric, Scope
from schema.operations.station_plan_question import (
    CandidateRules,
    PlanObjective,
    StationPlanQuestion,
)

Command = TypeVar("Command", bound=Callable[..., Any])

OBJECTIVES = [objective.name.lower().replace("_", "-") for objective in PlanObjective]

# The options by the names that the API gives to what they ask for; the longest names first.
OPTION_OF: Final = {
    "candidates.circleIntersections": "--anywhere",
    "candidates.gridSpacing": "--grid",
    "candidates.points": "--candidates",
    "minimumDistrictRatio": "--minimum-district-ratio",
    "scope.district": "--district",
    "costPerStation": "--cost-per-station",
    "serviceRadius": "--radius",
    "newStations": "--new",
    "candidates": "--grid",
    "timeLimit": "--time-limit",
    "capacity": "--capacity",
    "distance": "--distance",
    "require": "--require",
    "budget": "--budget",
    "forbid": "--forbid",
    "scope": "--district",
}
# In a message only what is no ordinary word stands for an option.
_NAMES = re.compile(
    "|".join(re.escape(name) for name in OPTION_OF if re.search(r"[.A-Z]", name))
    + "|"
    + "|".join([*PlanObjective.__members__, *DistanceMetric.__members__])
)


class Amount(click.ParamType[Decimal]):
    """An amount in CNY, exact to the fen."""

    name = "CNY"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        """Read a decimal number."""
        try:
            amount = Decimal(str(value))
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite():
            self.fail(f"{value!r} is no amount; give a number such as 25000", param, ctx)
        return amount


NEW_STATIONS: Final = click.option(
    "--new", "new_stations", type=int, metavar="P", help="The most stations to add."
)


def objective_option(*, is_required: bool) -> Callable[[Command], Command]:
    """Give the option that names an objective, which `objective_of` reads."""
    return click.option(
        "--objective",
        required=is_required,
        metavar="O",
        help=f"What the plan is best at: {', '.join(OBJECTIVES)}.",
    )


def time_limit_option(words: str) -> Callable[[Command], Command]:
    """Give the option of how long to search."""
    return click.option(
        "--time-limit",
        "time_limit_s",
        type=float,
        default=30.0,
        show_default=True,
        metavar="S",
        help=words,
    )


@contextmanager
def naming_options() -> Iterator[None]:
    """Name options in every refusal, where the use cases name arguments of the API.

    Raises
    ------
    click.ClickException
        In place of an `ArgumentError`.
    """
    try:
        yield
    except ArgumentError as error:
        option = OPTION_OF.get(re.sub(r"\[\d+\]", "", error.argument), error.argument)
        raise click.ClickException(f"{option}: {in_options(error.message)}") from error


def in_options(words: str) -> str:
    """Put options in the place of arguments of the API."""
    return _NAMES.sub(lambda match: _option(match[0]), words)


def _option(name: str) -> str:
    return OPTION_OF.get(name) or name.lower().replace("_", "-")


def objective_of(name: str) -> PlanObjective:
    """Read an objective.

    Raises
    ------
    click.BadParameter
        For a name that none has.
    """
    key = name.upper().replace("-", "_")
    if key not in PlanObjective.__members__:
        raise click.BadParameter(
            f"{name!r} is none; give one of {', '.join(OBJECTIVES)}", param_hint="--objective"
        )
    return PlanObjective[key]


def question_of(options: dict[str, Any]) -> StationPlanQuestion:
    """Give the question of the options of ``quanmap plan``, unchecked."""
    if options["candidates"] is not None and options["demand"] is None:
        points = read_places(options["candidates"]).xy
    else:
        points = None
    return StationPlanQuestion(
        objective=objective_of(options["objective"]),
        service_radius_m=options["service_radius_m"],
        new_stations=options["new_stations"],
        scope=Scope(adcode=options["adcode"]),
        weight=DemandWeight[options["weight"].upper()],
        candidates=CandidateRules(
            grid_spacing_m=options["grid_spacing_m"],
            points=None if points is None else MultiPoint(points),
            organizations=options["at_organizations"],
            circle_intersections=options["anywhere"],
        ),
        keep_existing=not options["from_scratch"],
        required=options["required"],
        forbidden=options["forbidden"],
        budget_cny=options["budget"],
        cost_per_station_cny=options["cost_per_station"],
        capacity=options["capacity"],
        minimum_district_ratio=options["minimum_district_ratio"],
        time_limit_s=options["time_limit_s"],
        distance=DistanceMetric[options["distance"].upper()],
    )
