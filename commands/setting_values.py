"""Reading a frozen object of settings from the environment and from ``.env``.

Click reads the values, as it does those of options: every process of the server holds it anyway,
and pydantic-settings would take 12 MB more of each.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import Field, field, fields
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

import click

PREFIX: Final = "QUANMAP_"
DOTENV: Final = ".env"


class RefusedSettingsError(ValueError):
    """Settings have values that they cannot have; each line names one and its variable."""


def setting(
    default: Any,
    description: str,
    *,
    ge: float | None = None,
    gt: float | None = None,
    le: float | None = None,
    variable: str | None = None,
) -> Any:
    """Declare a setting.

    Parameters
    ----------
    default : object
        Its value where none is given.
    description : str
        What it is.
    ge, gt, le : float, optional
        A number is at least, more than, at most that.
    variable : str, optional
        Its variable in the environment; its name in capitals after ``QUANMAP_`` by default.
    """
    least = gt if ge is None else ge
    return field(
        default=default,
        metadata={
            "description": description,
            "bounds": {"min": least, "max": le, "min_open": gt is not None},
            "variable": variable,
        },
    )


def variable_of_field(declared: Field[Any]) -> str:
    """Give the environment variable of a setting."""
    return declared.metadata["variable"] or f"{PREFIX}{declared.name.upper()}"


def read_values(
    settings: type[Any], given: Mapping[str, object]
) -> tuple[dict[str, Any], set[str]]:
    """Read every setting: as given, else from the environment, else from ``.env``.

    Parameters
    ----------
    settings : type
        A dataclass whose fields are made by `setting`.
    given : mapping of str to object
        Values by name, which go before the environment's.

    Returns
    -------
    values : dict of str to object
        All settings by name.
    names : set of str
        Those that are not the default for want of a value; an empty variable gives none.

    Raises
    ------
    RefusedSettingsError
        Some are not of their type or out of their bounds, or ``.env`` is not UTF-8.
    TypeError
        A name that is given is no setting.
    """
    declared = {each.name: each for each in fields(settings)}
    if strangers := sorted(given.keys() - declared.keys()):
        raise TypeError(f"{', '.join(strangers)}: no such setting")
    around = {**in_dotenv(), **_given(os.environ.items())}
    types, values, names, refused = get_type_hints(settings), {}, set(), []
    for name, each in declared.items():
        variable = variable_of_field(each)
        value = given[name] if name in given else around.get(variable)
        if name not in given and value is None:
            values[name] = each.default
            continue
        names.add(name)
        try:
            values[name] = _value_of(value, _type_of(each, types[name]))
        except click.BadParameter:
            wanted = _wanted(_type_of(each, types[name]))
            refused.append(f"{variable}={value!r} is refused: write {wanted}.")
    if refused:
        raise RefusedSettingsError("\n".join(refused))
    return values, names


def in_dotenv() -> dict[str, str]:
    """Give the variables of ``.env`` in the working folder, in capitals; empty ones are none.

    Raises
    ------
    RefusedSettingsError
        It is not UTF-8.
    """
    if not Path(DOTENV).is_file():
        return {}
    import dotenv  # noqa: PLC0415, most servers have no such file

    try:
        return _given(dotenv.dotenv_values(DOTENV, encoding="utf-8").items())
    except UnicodeDecodeError as error:
        raise RefusedSettingsError(
            f"{DOTENV} is not UTF-8 (byte {error.start + 1}); save it as UTF-8."
        ) from error


def _given(variables: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    return {name.upper(): value for name, value in variables if value}


def _type_of(each: Field[Any], annotation: Any) -> click.ParamType[Any, Any]:
    """Give what reads the text of a setting, as an option of a command reads its own."""
    if isinstance(annotation, UnionType):
        (annotation,) = (part for part in get_args(annotation) if part is not NoneType)
    if get_origin(annotation) is Literal:
        return click.Choice(get_args(annotation))
    if annotation is int:
        return click.IntRange(**each.metadata["bounds"])
    if annotation is float:
        return click.FloatRange(**each.metadata["bounds"])
    return click.BOOL if annotation is bool else click.STRING


def _wanted(reads: click.ParamType[Any, Any]) -> str:
    """Say what a setting takes; click's words name its own types, and a limit that is passed."""
    if isinstance(reads, click.Choice):
        return f"one of {', '.join(map(str, reads.choices))}"
    if reads is click.BOOL:
        return "true or false"
    if not isinstance(reads, click.IntRange | click.FloatRange):
        return "text"
    number = "a whole number" if isinstance(reads, click.IntRange) else "a number"
    if reads.min is not None and reads.max is not None and not reads.min_open:
        return f"{number} from {reads.min} to {reads.max}"
    least = "" if reads.min is None else f" {'over' if reads.min_open else 'from'} {reads.min}"
    if reads.max is not None:
        return f"{number}{least}{' and' if least else ''} up to {reads.max}"
    return f"{number}{least}" if reads.min_open or not least else f"{number}{least} up"


def _value_of(value: object, reads: click.ParamType[Any, Any]) -> Any:
    """Read a value.

    Raises
    ------
    click.BadParameter
        It is not of the type, or out of its bounds.
    """
    if value is None:
        return None
    result = reads.convert(str(value), None, None)
    if isinstance(result, float) and not math.isfinite(result):
        reads.fail(f"{str(value)!r} is no finite number.")
    return result
