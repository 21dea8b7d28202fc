"""What a covering model can do without: columns inside others, and rows around others."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import scipy

from geo.location.arrays import BoolArray, IntArray
from geo.location.sparse import CsrMatrix, csr

PAIRS_AT_ONCE = 1 << 20  # products of two ones; each takes some 20 bytes


def shared_ones(rows: CsrMatrix) -> Iterator[tuple[IntArray, IntArray, IntArray]]:
    """Yield pairs (a, b) of rows of 0 and 1 that share ones, and how many, a few rows a at once.

    All pairs of a large matrix would take hundreds of megabytes. Rows a come in ascending order.
    """
    ones = csr(rows, dtype=np.int32)
    columns = csr(ones.T)
    per_column = np.diff(columns.indptr).astype(np.int64)
    work = np.concatenate([[0], np.cumsum(per_column[ones.indices])])[ones.indptr]
    start = 0
    while start < ones.shape[0]:
        stop = int(np.searchsorted(work, work[start] + PAIRS_AT_ONCE, "right")) - 1
        stop = min(max(stop, start + 1), ones.shape[0])
        shared = scipy.sparse.coo_array(ones[start:stop] @ columns)
        yield shared.row.astype(np.int64) + start, shared.col.astype(np.int64), shared.data
        start = stop


def contained_rows(rows: CsrMatrix) -> tuple[IntArray, IntArray]:
    """Return pairs (a, b) of rows of 0 and 1 where a's ones are among b's; of equal rows a > b."""
    size = np.diff(rows.indptr)
    insides, arounds = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for small, large, common in shared_ones(rows):
        is_inside = (common == size[small]) & (small != large)
        is_inside &= (size[large] > size[small]) | (small > large)
        insides.append(small[is_inside])
        arounds.append(large[is_inside])
    return np.concatenate(insides), np.concatenate(arounds)


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
