"""What a use case refuses; `schema.errors` gives each its public code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from db.errors import FilterError, UnknownDistrictError
from geo.errors import GeoError


class SchemaError(Exception):
    """The base of every error that `schema` raises on purpose."""


class ArgumentError(SchemaError):
    """An argument that cannot be answered.

    Parameters
    ----------
    argument : str
        The path of the argument, such as ``filter.spatial.bbox``.
    message : str
        The value, the limit and the remedy.
    """

    def __init__(self, argument: str, message: str) -> None:
        super().__init__(f"{argument}: {message}")
        self.argument = argument
        self.message = message


class CursorError(ArgumentError):
    """A cursor that is none, or that belongs to another list or order."""


class UnknownRecordError(ArgumentError):
    """An identifier, adcode or credit code that no record has."""


@contextmanager
def argument(path: str) -> Iterator[None]:
    """Name the argument in every refusal of the layers below.

    Raises
    ------
    ArgumentError
        In place of an error of `geo` or of the filters of `db`, from it, with the argument's path
        before its message.
    """
    try:
        yield
    except (GeoError, FilterError, UnknownDistrictError) as error:
        raise ArgumentError(path, str(error)) from error


@contextmanager
def below(path: str) -> Iterator[None]:
    """Put a path before the argument of every refusal, such as ``input``."""
    try:
        yield
    except ArgumentError as error:
        raise type(error)(f"{path}.{error.argument}", error.message) from error
