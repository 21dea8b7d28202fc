"""Whole numbers for weights, costs and lengths, so that sums and proofs are exact."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from geo.location.arrays import FloatArray, IntArray
from geo.location.errors import InvalidProblemError

MOST_DECIMALS = 9
LARGEST_TOTAL = 2.0**40


def quantize_weights(values: FloatArray) -> tuple[IntArray, Fraction]:
    """Return whole numbers and the quantum that one unit stands for.

    The quantum is the coarsest decimal that represents every value exactly, or else the finest
    that keeps the total under 2^40; a common divisor goes into it. Whole weights stay exact.

    Parameters
    ----------
    values : (k,) array of finite numbers, at least 0

    Returns
    -------
    (k,) int64 array and the quantum: value = integer * quantum up to half a quantum.
    """
    if values.size == 0:
        return values.astype(np.int64), Fraction(1)
    total = float(values.sum())
    chosen = 0
    for decimals in range(MOST_DECIMALS + 1):
        factor = 10.0**decimals
        if decimals and total * factor > LARGEST_TOTAL:
            break
        chosen = decimals
        scaled = values * factor
        if np.all(np.abs(scaled - np.rint(scaled)) <= 1e-9 * np.maximum(scaled, 1.0)):
            break
    integers = np.rint(values * 10.0**chosen).astype(np.int64)
    divisor = int(np.gcd.reduce(integers)) or 1
    return integers // divisor, Fraction(divisor, 10**chosen)


def quantize_lengths(values: FloatArray, quantum_m: float, name: str) -> IntArray:
    """Return lengths or coordinates in whole quanta, rounded to the nearest.

    Raises
    ------
    InvalidProblemError
        Where a value is too large to square exactly in 64 bits.
    """
    quanta = values / quantum_m
    if values.size and np.abs(quanta).max() > 2.0**60:
        raise InvalidProblemError(
            f"{name} reaches {np.abs(values).max()} m, too far for a quantum of {quantum_m} m; "
            "give a coarser distance_quantum_m"
        )
    return np.rint(quanta).astype(np.int64)
