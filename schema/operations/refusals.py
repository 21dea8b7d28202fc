"""What a caller can mend, as data: from the errors of the layers below to codes and fields."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from db.errors import (
    AmountError,
    RecordNotFoundError,
    RecordReferredToError,
    RecordRejectedError,
    StaleVersionError,
    TransitionError,
    UnknownDistrictError,
)
from geo.errors import CoordinateOutOfReachError, GeoError, GeometryTooLargeError
from schema.operations.drafts import Draft
from schema.operations.errors import ArgumentError, UnknownRecordError

MENDABLE = (
    AmountError,
    ArgumentError,
    RecordNotFoundError,
    RecordReferredToError,
    RecordRejectedError,
    StaleVersionError,
    TransitionError,
)
"""The errors that are data in a payload; all others are errors of the answer."""

_CODES: tuple[tuple[type[Exception], str], ...] = (
    (StaleVersionError, "STALE_VERSION"),
    (RecordReferredToError, "REFERRED_TO"),
    (RecordRejectedError, "REJECTED"),
    (TransitionError, "STEP_NOT_ALLOWED"),
    (RecordNotFoundError, "NOT_FOUND"),
    (UnknownDistrictError, "NOT_FOUND"),
    (UnknownRecordError, "NOT_FOUND"),
    (CoordinateOutOfReachError, "COORDINATES_OUT_OF_REACH"),
    (GeometryTooLargeError, "GEOMETRY_TOO_LARGE"),
    (GeoError, "INVALID_GEOMETRY"),
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a caller can mend: a code, the words, and the field that they are about."""

    code: str
    message: str
    field: tuple[str, ...] | None = None


def refusals_of(faults: Iterable[ArgumentError]) -> tuple[Refusal, ...]:
    """Give what was found wrong with arguments, each once, in the order in which it was found."""
    return tuple(dict.fromkeys(argument_refusal(each) for each in faults))


def refusal_of(error: Exception, draft: Draft) -> Refusal:
    """Give why a change was refused, with the argument that it is about."""
    if isinstance(error, ArgumentError):
        return argument_refusal(error)
    return Refusal(_code(error), str(error), _field(error, draft))


def argument_refusal(error: ArgumentError) -> Refusal:
    """Give what is wrong with an argument; the layer below that refused it knows the code."""
    return Refusal(_code(error), error.message, tuple(error.argument.split(".")))


def _code(error: BaseException) -> str:
    if type(error) is ArgumentError and error.__cause__ is not None:
        return _code(error.__cause__)
    return next((code for kind, code in _CODES if isinstance(error, kind)), "BAD_USER_INPUT")


def _field(error: Exception, draft: Draft) -> tuple[str, ...] | None:
    if isinstance(error, StaleVersionError):
        return ("version",)
    if isinstance(error, RecordRejectedError):
        named = [draft.paths[column] for column in error.columns if column in draft.paths]
        return tuple(named[0].split(".")) if named else None
    if isinstance(error, TransitionError):
        return tuple(draft.step_path.split("."))
    if isinstance(error, RecordNotFoundError | RecordReferredToError):
        return (draft.record_path,)
    return None
