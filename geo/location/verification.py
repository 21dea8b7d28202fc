"""Confirm or refuse what a certificate claims; the checking itself is the checker modules'."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from geo.location.certificate import FORMAT, write_conditions, write_input, write_quanta
from geo.location.checker_bound import confirm_bound
from geo.location.checker_value import Question, Refusal, confirm_value, read_question
from geo.location.errors import InvalidCertificateError
from geo.location.problem import LocationProblem

UNREADABLE = (
    KeyError,
    IndexError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,
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
        Where given, its input and conditions replace those that the certificate carries, so that a
        certificate of another problem is refused.

    Raises
    ------
    InvalidCertificateError
        For a document that is no certificate.
    """
    try:
        return _verify(certificate, problem)
    except UNREADABLE as error:
        detail = error if isinstance(error, InvalidCertificateError) else repr(error)
        raise InvalidCertificateError(
            f"the certificate cannot be read: {detail}; give a file that `certificate` of a "
            "solution was written to"
        ) from error


def _verify(certificate: Mapping[str, Any], problem: LocationProblem | None) -> Verification:
    if certificate.get("format") != FORMAT:
        raise InvalidCertificateError(
            f"the format is {certificate.get('format')!r}, not {FORMAT!r}"
        )
    if problem is not None:
        asked = write_conditions(problem), write_quanta(problem)
        if asked != (certificate["conditions"], certificate["quantum"]):
            return Verification(False, False, ("the certificate is of other conditions",))
        certificate = {**certificate, "input": write_input(problem)}
    if certificate["input"] is None:
        return Verification(False, False, ("the certificate carries no input; give the problem",))
    question = read_question(certificate)
    checks = (confirm_value, confirm_bound)
    objections = [_objection(check, certificate, question) for check in checks]
    reasons = tuple(reason for reason in objections if reason)
    return Verification(objections[0] is None, objections[1] is None, reasons)


def _objection(
    check: Callable[[Mapping[str, Any], Question], None],
    certificate: Mapping[str, Any],
    question: Question,
) -> str | None:
    try:
        check(certificate, question)
    except Refusal as refusal:
        return str(refusal)
    return None
