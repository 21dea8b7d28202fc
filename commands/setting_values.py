"""Reading a frozen object of settings from the environment and from ``.env``.

Every process of the server holds this; pydantic-settings would double what reading them costs in
start-up and in memory, 12 MB of it.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import Field, field, fields
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

PREFIX: Final = "QUANMAP_"
DOTENV: Final = ".env"
TRUE: Final = frozenset({"1", "true", "t", "yes", "y", "on"})
FALSE: Final = frozenset({"0", "false", "f", "no", "n", "off"})


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
    bounds = (("at least", ge), ("more than", gt), ("at most", le))
    return field(
        default=default,
        metadata={
            "description": description,
            "bounds": tuple((words, value) for words, value in bounds if value is not None),
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
        Some are not of their type or out of their bounds.
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
            values[name] = _bounded(_typed(value, types[name]), each.metadata["bounds"])
        except ValueError as error:
            refused.append(f"{variable}={value!r} is refused: {error}.")
    if refused:
        raise RefusedSettingsError("\n".join(refused))
    return values, names


def in_dotenv() -> dict[str, str]:
    """Give the variables of ``.env`` in the working folder, in capitals; empty ones are none."""
    if not Path(DOTENV).is_file():
        return {}
    import dotenv  # noqa: PLC0415, most servers have no such file

    return _given(dotenv.dotenv_values(DOTENV, encoding="utf-8").items())


def _given(variables: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    return {name.upper(): value for name, value in variables if value}


def _typed(value: object, wanted: Any) -> Any:
    """Read a value as its type.

    Raises
    ------
    ValueError
        It is no such value.
    """
    if isinstance(wanted, UnionType):
        if value is None:
            return None
        (wanted,) = (each for each in get_args(wanted) if each is not NoneType)
    if get_origin(wanted) is Literal:
        return _one_of(value, get_args(wanted))
    if wanted is bool:
        return _truth(value)
    if wanted in (int, float):
        return _number(value, wanted)
    if not isinstance(value, str):
        raise ValueError("it is no text")  # noqa: TRY004 (a value is refused, whatever is wrong)
    return value


def _one_of(value: object, choices: tuple[str, ...]) -> str:
    for choice in choices:
        if value == choice:
            return choice
    raise ValueError(f"write one of {', '.join(choices)}")


def _truth(value: object) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word not in TRUE | FALSE:
        raise ValueError("write true or false")
    return word in TRUE


def _number(value: object, wanted: type[int | float]) -> float:
    words = "write a whole number" if wanted is int else "write a number"
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(words)  # noqa: TRY004 (as above)
    try:
        number = wanted(value)
    except (ValueError, OverflowError) as error:
        raise ValueError(words) from error
    if not math.isfinite(number) or (not isinstance(value, str) and number != value):
        raise ValueError(words)
    return number


def _bounded(value: Any, bounds: tuple[tuple[str, float], ...]) -> Any:
    if value is None:
        return None
    for words, bound in bounds:
        fits = {
            "at least": value >= bound,
            "more than": value > bound,
            "at most": value <= bound,
        }[words]
        if not fits:
            raise ValueError(f"give {words} {bound}")
    return value
