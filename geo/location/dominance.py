"""What a covering model can do without: columns inside others, and rows around others."""

from __future__ import annotations

import numpy as np
import scipy

from geo.location.arrays import BoolArray, IntArray
from geo.location.sparse import CsrMatrix, csr


def contained_rows(rows: CsrMatrix) -> tuple[IntArray, IntArray]:
    """Return pairs (a, b) of rows of 0 and 1 where a's ones are among b's; of equal rows a > b."""
    ones = csr(rows, dtype=np.int32)
    size = np.diff(ones.indptr)
    shared = scipy.sparse.coo_array(ones @ ones.T)
    small, large = shared.row, shared.col
    inside = (shared.data == size[small]) & (small != large)
    inside &= (size[large] > size[small]) | (small > large)
    return small[inside].astype(np.int64), large[inside].astype(np.int64)


def needless_rows(near: BoolArray) -> BoolArray:
    """Say which rows are served whenever another one is: of equal rows all but the first.

    Examples
    --------
    >>> needless_rows(np.array([[1, 1, 0], [1, 0, 0], [1, 0, 0], [0, 0, 1]], dtype=bool)).tolist()
    [True, False, True, False]
    """
    needless = np.zeros(len(near), dtype=bool)
    _, first, kind = np.unique(
        np.packbits(near, axis=1), axis=0, return_index=True, return_inverse=True
    )
    needless[first[kind.ravel()] != np.arange(len(near))] = True
    left = np.flatnonzero(~needless)
    _, around = contained_rows(csr(near[left]))
    needless[left[around]] = True
    return needless


def dominated_columns(near: BoolArray) -> BoolArray:
    """Say which columns serve only what another one serves: of equal columns all but the first.

    Examples
    --------
    >>> dominated_columns(np.array([[1, 1, 0, 0], [0, 1, 1, 0]], dtype=bool)).tolist()
    [True, False, True, True]
    """
    columns = np.ascontiguousarray(near.T)
    dominated: BoolArray = np.logical_not(columns.any(axis=1))
    _, first, kind = np.unique(
        np.packbits(columns, axis=1), axis=0, return_index=True, return_inverse=True
    )
    dominated[first[kind.ravel()] != np.arange(len(columns))] = True
    left = np.flatnonzero(~dominated)
    inside, _ = contained_rows(csr(columns[left]))
    dominated[left[inside]] = True
    return dominated
