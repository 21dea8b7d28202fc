"""Class breaks for shaded maps.

Fisher's exact natural breaks are thirty lines of dynamic programming; the library that offers them
needs pandas, scikit-learn and networkx, which a planner's machine should not install for one map.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from maps.errors import MapInputError

Scheme = Literal["natural_breaks", "quantiles", "equal_interval"]


def class_breaks(
    values: NDArray[np.float64], n_classes: int, scheme: Scheme = "natural_breaks"
) -> NDArray[np.float64]:
    """Return the upper bounds of the classes, ascending; a value on a bound is in the lower class.

    Parameters
    ----------
    values : ndarray, shape (n,)
        NaN is left out. Empty gives no class.
    n_classes : int
        At least 1; fewer come back where there are fewer distinct values.
    scheme : str
        ``natural_breaks`` minimises the sum of squared deviations within classes (Fisher 1958).

    Raises
    ------
    MapInputError
        For fewer than 1 class, an unknown scheme or an infinite value.
    """
    known = np.sort(values[~np.isnan(values)])
    if n_classes < 1:
        raise MapInputError(f"n_classes is {n_classes}; at least 1 is needed.")
    if np.isinf(known).any():
        raise MapInputError("A value to classify is infinite; give NaN where there is no figure.")
    distinct = np.unique(known)
    if len(distinct) <= n_classes:
        return distinct
    if scheme == "natural_breaks":
        return _natural_breaks(known, n_classes)
    if scheme == "quantiles":
        return np.unique(np.quantile(known, np.arange(1, n_classes + 1) / n_classes))
    if scheme == "equal_interval":
        return np.linspace(known[0], known[-1], n_classes + 1)[1:]
    raise MapInputError(f"scheme is {scheme!r}; take natural_breaks, quantiles or equal_interval.")


def classify(values: NDArray[np.float64], breaks: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the class of each value by upper bounds; NaN gets -1.

    Examples
    --------
    >>> classify(np.array([0.2, 0.5, 0.9, np.nan]), np.array([0.5, 1.0])).tolist()
    [0, 0, 1, -1]
    """
    classes = np.searchsorted(breaks, values, side="left").astype(np.int64)
    classes = np.minimum(classes, max(len(breaks) - 1, 0))
    return np.where(np.isnan(values), np.int64(-1), classes)


def _natural_breaks(ordered: NDArray[np.float64], n_classes: int) -> NDArray[np.float64]:
    # Fisher, W. D. (1958), On grouping for maximum homogeneity. cost[j] is the least sum of squared
    # deviations of ordered[:j] in k classes; equal values may not be split, so only the last of a
    # run ends a class.
    n = len(ordered)
    sums = np.concatenate([[0.0], np.cumsum(ordered)])
    squares = np.concatenate([[0.0], np.cumsum(ordered**2)])
    may_end = np.concatenate([[True], ordered[1:] != ordered[:-1], [True]])
    cost = np.full(n + 1, np.inf)
    cost[0] = 0.0
    starts = np.zeros((n_classes, n + 1), dtype=np.int64)
    for k in range(n_classes):
        best = np.full(n + 1, np.inf)
        for j in range(1, n + 1):
            i = np.arange(j)
            within = squares[j] - squares[:j] - (sums[j] - sums[:j]) ** 2 / (j - i)
            total = np.where(may_end[:j], cost[:j] + within, np.inf)
            starts[k, j] = int(np.argmin(total))
            best[j] = total[starts[k, j]] if may_end[j] else np.inf
        cost = best
    ends = []
    end = n
    for k in range(n_classes - 1, -1, -1):
        ends.append(ordered[end - 1])
        end = int(starts[k, end])
    return np.array(ends[::-1])
