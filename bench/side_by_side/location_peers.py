"""The same maximal covering problems by other solvers: spopt, plain HiGHS and SCIP."""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np
import scipy.sparse as sp

from geo.location import MaximalCovering
from geo.location.linear_program import quiet_highs


def spopt_maximal_covering(
    problem: MaximalCovering, time_limit_s: float, solver: str
) -> dict[str, Any]:
    """Solve by spopt's MCLP, the cost matrix included, as its documentation shows."""
    import pulp  # noqa: PLC0415  a peer of the benchmark only
    from scipy.spatial.distance import cdist  # noqa: PLC0415
    from spopt.locate import MCLP  # noqa: PLC0415

    costs = cdist(problem.points, problem.centres)
    weights = np.asarray(problem.weights, dtype=np.float64)
    model = MCLP.from_cost_matrix(
        costs, weights, problem.radii[0] * 1e-6, p_facilities=problem.n_sites
    )
    engine = (
        pulp.PULP_CBC_CMD(msg=False, timeLimit=time_limit_s)
        if solver == "cbc"
        else pulp.HiGHS(msg=False, timeLimit=time_limit_s)
    )
    model = model.solve(engine, results=False)
    return {
        "objective": float(pulp.value(model.problem.objective)),
        # pulp calls an answer at the time limit optimal too; only sol_status tells them apart.
        "status": "optimal" if model.problem.sol_status == pulp.LpSolutionOptimal else "feasible",
    }


def aggregated_highs(problem: MaximalCovering, time_limit_s: float) -> dict[str, Any]:
    """Solve the mixed-integer program on the same groups by HiGHS."""
    highs = quiet_highs()
    highs.setOptionValue("threads", 2)
    highs.setOptionValue("time_limit", time_limit_s)
    highs.setOptionValue("mip_rel_gap", 0.0)
    groups = problem.groups
    k, n = groups.coverage.shape
    cover = sp.hstack([groups.coverage.astype(float), -sp.eye_array(k)])
    number = sp.hstack([sp.csr_array(np.ones((1, n))), sp.csr_array((1, k))])
    matrix = sp.csc_array(sp.vstack([cover, number]))
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = n + k, k + 1
    program.sense_ = highspy.ObjSense.kMaximize
    program.col_cost_ = np.concatenate([np.zeros(n), groups.weights]).astype(float)
    program.col_lower_, program.col_upper_ = np.zeros(n + k), np.ones(n + k)
    program.row_lower_ = np.concatenate([np.zeros(k), [-highspy.kHighsInf]])
    program.row_upper_ = np.concatenate([np.full(k, highspy.kHighsInf), [float(problem.n_sites)]])
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = matrix.indptr
    program.a_matrix_.index_ = matrix.indices
    program.a_matrix_.value_ = matrix.data
    kinds = [highspy.HighsVarType.kInteger] * n + [highspy.HighsVarType.kContinuous] * k
    program.integrality_ = kinds
    highs.passModel(program)
    highs.run()
    info = highs.getInfo()
    proven = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return {
        "objective": round(info.objective_function_value),
        "bound": info.mip_dual_bound,
        "status": "optimal" if proven else "feasible",
    }


def aggregated_scip(problem: MaximalCovering, time_limit_s: float) -> dict[str, Any]:
    """Solve the mixed-integer program on the same groups by SCIP."""
    from ortools.linear_solver import pywraplp  # noqa: PLC0415  a peer of the benchmark only

    scip = pywraplp.Solver.CreateSolver("SCIP")
    scip.SetTimeLimit(int(time_limit_s * 1000))
    groups = problem.groups
    opened = [scip.BoolVar("") for _ in range(groups.coverage.shape[1])]
    covered = [scip.NumVar(0.0, 1.0, "") for _ in range(groups.coverage.shape[0])]
    start, sites = groups.coverage.indptr, groups.coverage.indices
    for k, group in enumerate(covered):
        scip.Add(group <= sum(opened[j] for j in sites[start[k] : start[k + 1]]))
    scip.Add(sum(opened) <= problem.n_sites)
    scip.Maximize(sum(int(w) * z for w, z in zip(groups.weights, covered, strict=True)))
    proven = scip.Solve() == pywraplp.Solver.OPTIMAL
    return {
        "objective": round(scip.Objective().Value()),
        "bound": scip.Objective().BestBound(),
        "status": "optimal" if proven else "feasible",
    }
