"""Names of classes: the bounds of a ratio class, in words."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from maps.classification import Scheme, class_breaks, classify
from maps.language import Text
from maps.layers import AreaClass
from maps.palette import NO_FIGURE, ratio_styles

NO_FIGURE_NAME = Text("无数据", "No figure")


def ratio_class_names(breaks: NDArray[np.float64], lowest: float) -> tuple[Text, ...]:
    """Return the bounds of each class in percent; bounds that round alike get another digit.

    Parameters
    ----------
    breaks : ndarray, shape (k,)
        Upper bounds, ascending, in [0, 1].
    lowest : float
        The lower bound of the first class.

    Examples
    --------
    >>> [name.zh for name in ratio_class_names(np.array([0.25, 0.5]), 0.1)]
    ['10 % – 25 %', '25 % – 50 %']
    """
    bounds = np.concatenate([[lowest], breaks]) * 100
    digits = next(
        (d for d in (0, 1, 2) if len(np.unique(np.round(bounds[1:], d))) == len(breaks)), 3
    )
    shown = [f"{bound:.{digits}f} %" for bound in bounds]
    pairs = pairwise(shown)
    return tuple(Text(high if low == high else f"{low} – {high}") for low, high in pairs)


def ratio_classes(
    ratios: NDArray[np.float64], n_classes: int, scheme: Scheme = "natural_breaks"
) -> tuple[tuple[AreaClass, ...], NDArray[np.int64]]:
    """Return the classes of shaded areas and the class of each; areas without a figure come last.

    Parameters
    ----------
    ratios : ndarray, shape (n,) or (steps, n)
        In [0, 1]; NaN where there is none. Steps share their classes.
    """
    breaks = class_breaks(ratios.ravel(), n_classes, scheme)
    known = ratios[~np.isnan(ratios)]
    names = ratio_class_names(breaks, float(known.min())) if len(breaks) else ()
    styles = ratio_styles(len(breaks)) if len(breaks) else ()
    classes = [AreaClass(name, style) for name, style in zip(names, styles, strict=True)]
    codes = classify(ratios, breaks)
    if (codes < 0).any():
        codes = np.where(codes < 0, len(classes), codes)
        classes.append(AreaClass(NO_FIGURE_NAME, NO_FIGURE))
    return tuple(classes), codes
