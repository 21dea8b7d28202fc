"""Assign points to open sites within capacity: exactly where each takes 1, else by local search."""

from __future__ import annotations

from collections import deque

import numpy as np

from geo.location.arrays import FloatArray, IntArray

ROUNDS = 300
LARGE = 1e15  # regret of who has one site left


def heaviest_served(weights: IntArray, options: list[list[int]], rooms: dict[int, int]) -> IntArray:
    """Serve the most weight: points in descending weight, each by an augmenting path.

    Sets of points that can be served together are a transversal matroid, so that taking the
    heaviest that still fits is exact (Edmonds and Fulkerson 1965).

    Parameters
    ----------
    weights : (m,) array
    options : for each point the open sites that reach it
    rooms : how many points each open site serves

    Returns
    -------
    (m,) array of sites, -1 where a point is not served.
    """
    places = np.full(len(weights), -1, dtype=np.int64)
    at: dict[int, set[int]] = {site: set() for site in rooms}
    full: set[int] = set()  # sites from which no path leads to a free place
    for point in np.argsort(-weights, kind="stable").tolist():
        came: dict[int, tuple[int, int]] = {}
        queue = deque((site, point, -1) for site in options[point] if site not in full)
        end = -1
        while queue and end < 0:
            site, moved, source = queue.popleft()
            if site in came:
                continue
            came[site] = (moved, source)
            if len(at[site]) < rooms[site]:
                end = site
            else:
                for other in at[site]:
                    queue.extend(
                        (target, other, site)
                        for target in options[other]
                        if target not in came and target not in full
                    )
        if end < 0:
            full |= set(came)
            continue
        while end >= 0:
            moved, source = came[end]
            if source >= 0:
                at[source].discard(moved)
            at[end].add(moved)
            places[moved] = end
            end = source
    return places


def least_cost_assignment(
    costs: IntArray, sizes: IntArray, rooms: IntArray
) -> tuple[IntArray, int] | None:
    """Assign all points whole by regret, then move and swap while that is better.

    Better is first less load beyond the rooms, then less cost.

    Parameters
    ----------
    costs : (m, s) array of the open sites
    sizes : (m,) array
    rooms : (s,) array

    Returns
    -------
    Positions of sites, and the cost; None where the load does not come within the rooms.
    """
    places = _by_regret(costs, sizes, rooms)
    penalty = int(costs.max(initial=0)) + 1
    everyone = np.arange(len(costs))
    load = np.bincount(places, weights=sizes, minlength=len(rooms)).astype(np.int64) - rooms
    for _ in range(ROUNDS):
        now, mine = costs[everyone, places], load[places]
        leaving = _over(mine - sizes) - _over(mine)
        coming = _over(load[None, :] + sizes[:, None]) - _over(load)[None, :]
        moves = costs - now[:, None] + penalty * (leaving[:, None] + coming)
        moves[everyone, places] = 0
        moved = np.unravel_index(int(np.argmin(moves)), moves.shape)
        # Point i goes where k is, and k where i is.
        grown = _over(mine[:, None] - sizes[:, None] + sizes[None, :]) - _over(mine)[:, None]
        exchange = costs[:, places] - now[:, None] + penalty * grown
        exchange = np.where(places[:, None] != places[None, :], exchange + exchange.T, 0)
        swapped = np.unravel_index(int(np.argmin(exchange)), exchange.shape)
        if moves[moved] >= 0 and exchange[swapped] >= 0:
            break
        if moves[moved] <= exchange[swapped]:
            places[moved[0]] = moved[1]
        else:
            places[[swapped[0], swapped[1]]] = places[[swapped[1], swapped[0]]]
        load = np.bincount(places, weights=sizes, minlength=len(rooms)).astype(np.int64) - rooms
    if (load > 0).any():
        return None
    return places, int(costs[everyone, places].sum())


def _over(load: IntArray) -> IntArray:
    return np.maximum(load, 0)


def _by_regret(costs: IntArray, sizes: IntArray, rooms: IntArray) -> IntArray:
    """Place first whom it costs most not to get the cheapest site that has room.

    Who finds no room goes where most is left.
    """
    m = len(costs)
    places = np.full(m, -1, dtype=np.int64)
    left = rooms.copy()
    waiting = np.ones(m, dtype=bool)
    for _ in range(m):
        fitting: FloatArray = np.where(sizes[:, None] <= left[None, :], costs, np.inf)
        two = np.sort(fitting, axis=1)[:, [0, min(1, len(rooms) - 1)]]
        first = np.where(np.isinf(two[:, 0]), 0.0, two[:, 0])
        regret = np.where(np.isinf(two[:, 1]), LARGE + sizes, two[:, 1] - first)
        i = int(np.argmax(np.where(waiting, regret, -1.0)))
        j = int(np.argmin(fitting[i])) if np.isfinite(fitting[i]).any() else int(np.argmax(left))
        places[i], waiting[i] = j, False
        left[j] -= sizes[i]
    return places
