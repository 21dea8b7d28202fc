"""One type for sparse matrices in rows; SciPy's constructors have too many for a checker."""

from __future__ import annotations

from typing import Any, TypeAlias, cast

import scipy

CsrMatrix: TypeAlias = "scipy.sparse.csr_array[Any, tuple[int, int]]"


def csr(source: Any, *, shape: tuple[int, int] | None = None, dtype: Any = None) -> CsrMatrix:
    """Return a two-dimensional CSR array of anything that SciPy takes for one."""
    return cast("CsrMatrix", scipy.sparse.csr_array(source, shape=shape, dtype=dtype))
