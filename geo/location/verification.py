"""Confirm or refuse what a certificate claims; the checking itself is the checker's."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geo.location.checker import FORMAT, check
from geo.location.errors import InvalidCertificateError
from geo.location.problem import LocationProblem
from geo.location.restatement import OtherProblem, restated

UNREADABLE = (
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    MemoryError,
    zlib.error,
)


@dataclass(frozen=True)
class Verification:
    """What a certificate shows: its value, its bound, and otherwise why not."""

    is_value_confirmed: bool
    is_bound_confirmed: bool
    reasons: tuple[str, ...] = ()

    @property
    def is_valid(self) -> bool:
        """Whether both claims hold."""
        return self.is_value_confirmed and self.is_bound_confirmed


def verify(certificate: Mapping[str, Any], problem: LocationProblem | None = None) -> Verification:
    """Confirm or refuse the value and the bound that a certificate claims.

    Parameters
    ----------
    certificate : mapping
        As `Solution.certificate`, or read back from JSON.
    problem : LocationProblem, optional
        Where given, its fields are stated anew in the quanta of the certificate and replace its
        input and conditions, so that a certificate of another problem is refused.

    Raises
    ------
    InvalidCertificateError
        For a document that is no certificate.
    """
    try:
        document = dict(certificate)
        if document.get("format") != FORMAT:
            raise ValueError(f"the format is {document.get('format')!r}, not {FORMAT!r}")
        if problem is not None:
            document |= restated(problem, document)
        if document["input"] is None:
            reason = "the certificate carries no input, which is too large: give the problem too"
            return Verification(False, False, (reason,))
        objections = check(document)
    except OtherProblem as error:
        return Verification(False, False, (str(error),))
    except UNREADABLE as error:
        raise InvalidCertificateError(
            f"the certificate cannot be read: {_words(error)}; give a file that `certificate` of "
            "a solution was written to"
        ) from error
    reasons = tuple(reason for reason in objections if reason)
    return Verification(objections[0] is None, objections[1] is None, reasons)


def _words(error: BaseException) -> str:
    if isinstance(error, KeyError):
        return f"{error.args[0]!r} is missing"
    return str(error) if isinstance(error, ValueError) else repr(error)
