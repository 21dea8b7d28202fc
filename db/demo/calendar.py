"""The days of the demo city, as ordinals of `datetime.date`."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

LAST_DAY = date(2017, 11, 1)
"""The newest dated fact of the demo city."""

LAST = LAST_DAY.toordinal()
NEVER = 0
"""Stands for an unknown or missing day."""


def ordinal(year: int, month: int, day: int) -> int:
    """Return the ordinal of a day."""
    return date(year, month, day).toordinal()


def day_of(value: int) -> date | None:
    """Return the day of an ordinal, None for `NEVER`."""
    return None if value == NEVER else date.fromordinal(int(value))


def between(
    earliest: NDArray[np.int64] | int, latest: NDArray[np.int64] | int, share: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return the days at `share` in [0, 1) of the way from `earliest` to `latest`, both included.

    Where `latest` is before `earliest`, the answer is `earliest`.
    """
    first = np.asarray(earliest, dtype=np.int64)
    length = np.maximum(np.asarray(latest, dtype=np.int64) - first, 0) + 1
    days: NDArray[np.int64] = first + (share * length).astype(np.int64)
    return days
