"""HiGHS as the engine for linear programs; the search tree is ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy

from geo.location.arrays import FloatArray, IntArray
from geo.location.cover_model import CoverModel
from geo.location.sparse import csr

if TYPE_CHECKING:
    import highspy

INTERIOR_POINT_FROM = 40_000  # nonzeros above which the first solve goes by interior point


def quiet_highs() -> highspy.Highs:
    """Make HiGHS without a word on standard output.

    ``Highs.__init__`` prints a banner before any option can silence it.
    """
    import highspy  # noqa: PLC0415, only where programs are solved

    highs = highspy.Highs.__new__(highspy.Highs)
    super(highspy.Highs, highs).__init__()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    return highs


@dataclass(frozen=True, eq=False)
class LinearAnswer:
    """What a linear program gave: open shares of the sites and the rows' multipliers.

    Attributes
    ----------
    is_feasible : bool
        False where the multipliers are a proof (Farkas) that nothing is feasible.
    is_complete : bool
        False where an iteration limit stopped the solve.
    objective : float
    opened : (n,) floats
    multipliers : (k,) floats of the covering rows, at least 0
    row_multipliers : (r,) floats of the side rows, at least 0
    """

    is_feasible: bool
    is_complete: bool
    objective: float
    opened: FloatArray
    multipliers: FloatArray
    row_multipliers: FloatArray


class CoverLinearProgram:
    """The linear relaxation of a covering model, re-solved from its last basis."""

    def __init__(self, model: CoverModel) -> None:
        self.model = model
        self.lower = model.lower.astype(np.float64)
        self.upper = model.upper.astype(np.float64)
        self.highs = quiet_highs()
        self.highs.setOptionValue("presolve", "off")
        self.highs.setOptionValue("solver", "simplex")
        self.highs.passModel(self._build())
        self.n_solves = 0

    def _build(self) -> highspy.HighsLp:
        import highspy  # noqa: PLC0415, only where programs are solved

        model = self.model
        n, k, r = model.n_sites, model.n_groups, len(model.rows)
        blocks: list[list[scipy.sparse.sparray]] = [
            [model.coverage_float, -scipy.sparse.eye_array(k, format="csr")]
        ]
        for row in model.rows:
            group = np.zeros(k) if row.group is None else row.group
            blocks.append(
                [
                    csr(row.site[None, :].astype(float)),
                    csr(group[None, :].astype(float)),
                ]
            )
        matrix = scipy.sparse.csc_array(scipy.sparse.block_array(blocks, format="csc"))
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = n + k, k + r
        program.sense_ = highspy.ObjSense.kMaximize
        program.col_cost_ = np.concatenate([-model.cost, model.gain]).astype(float)
        program.col_lower_ = np.concatenate([self.lower, model.must_cover.astype(float)])
        program.col_upper_ = np.concatenate([self.upper, np.ones(k)])
        minima = [float(row.minimum) for row in model.rows]
        program.row_lower_ = np.concatenate([np.zeros(k), minima])
        program.row_upper_ = np.full(k + r, highspy.kHighsInf)
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_ = matrix.indptr
        program.a_matrix_.index_ = matrix.indices
        program.a_matrix_.value_ = matrix.data
        return program

    def set_bounds(self, lower: IntArray, upper: IntArray) -> None:
        """Bound the sites for the next solve; only what changed is passed on."""
        changed = np.flatnonzero((lower != self.lower) | (upper != self.upper))
        if len(changed):
            self.highs.changeColsBounds(
                len(changed),
                changed.astype(np.int32),
                lower[changed].astype(float),
                upper[changed].astype(float),
            )
            self.lower[changed] = lower[changed]
            self.upper[changed] = upper[changed]

    def solve(self, iteration_limit: int | None = None) -> LinearAnswer:
        """Solve from the last basis, at most `iteration_limit` simplex steps."""
        import highspy  # noqa: PLC0415, only where programs are solved

        limit = highspy.kHighsIInf if iteration_limit is None else iteration_limit
        self.highs.setOptionValue("simplex_iteration_limit", limit)
        first = self.n_solves == 0 and self.model.coverage.nnz >= INTERIOR_POINT_FROM
        self.highs.setOptionValue("solver", "ipm" if first else "simplex")
        self.highs.setOptionValue("presolve", "on" if first else "off")
        self.highs.run()
        self.n_solves += 1
        status = self.highs.getModelStatus()
        k = self.model.n_groups
        if status == highspy.HighsModelStatus.kInfeasible:
            return self._infeasible()
        solution = self.highs.getSolution()
        values = np.asarray(solution.col_value, dtype=np.float64)
        duals = -np.asarray(solution.row_dual, dtype=np.float64)
        return LinearAnswer(
            is_feasible=True,
            is_complete=status == highspy.HighsModelStatus.kOptimal,
            objective=self.highs.getInfo().objective_function_value,
            opened=values[: self.model.n_sites],
            multipliers=np.maximum(duals[:k], 0.0),
            row_multipliers=np.maximum(duals[k:], 0.0),
        )

    def limit_time(self, seconds: float) -> None:
        """Let the next solves take at most this long together; HiGHS counts from its first run."""
        self.highs.setOptionValue("time_limit", self.highs.getRunTime() + max(seconds, 0.01))

    def basis(self) -> highspy.HighsBasis:
        """Return the present basis, to come back to after trial solves."""
        return self.highs.getBasis()

    def restore(self, basis: highspy.HighsBasis) -> None:
        """Take up an earlier basis."""
        self.highs.setBasis(basis)

    def _infeasible(self) -> LinearAnswer:
        k, n = self.model.n_groups, self.model.n_sites
        self.highs.setOptionValue("solver", "simplex")
        _, exists, ray = self.highs.getDualRay()  # type: ignore[attr-defined]
        duals = np.asarray(ray, dtype=np.float64) if exists else np.zeros(k + len(self.model.rows))
        largest = float(np.abs(duals).max(initial=0.0)) or 1.0
        duals = duals / largest
        return LinearAnswer(
            is_feasible=False,
            is_complete=True,
            objective=-np.inf,
            opened=np.zeros(n),
            multipliers=np.maximum(duals[:k], 0.0),
            row_multipliers=np.maximum(duals[k:], 0.0),
        )
