"""Assign points to open sites within capacity: exactly where each takes 1, else by local search."""

from __future__ import annotations

from collections import deque

import numpy as np

from geo.location.arrays import FloatArray, IntArray

ROUNDS = 200


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
    """Assign all points whole by regret, then move and swap while that is cheaper.

    Parameters
    ----------
    costs : (m, s) array of the open sites
    sizes : (m,) array
    rooms : (s,) array

    Returns
    -------
    Positions of sites, and the cost; None where no room was found.
    """
    places = _by_regret(costs, sizes, rooms)
    if places is None:
        return None
    everyone = np.arange(len(costs))
    left = rooms - np.bincount(places, weights=sizes, minlength=len(rooms)).astype(np.int64)
    for _ in range(ROUNDS):
        now = costs[everyone, places]
        moves = np.where(sizes[:, None] <= left[None, :], costs - now[:, None], 0)
        moved = np.unravel_index(int(np.argmin(moves)), moves.shape)
        # Point i goes where k is, and k where i is.
        exchange = costs[:, places] - now[:, None]
        exchange = exchange + exchange.T
        fits = sizes[:, None] - sizes[None, :] <= left[places][None, :]
        exchange = np.where(fits & fits.T & (places[:, None] != places[None, :]), exchange, 0)
        swapped = np.unravel_index(int(np.argmin(exchange)), exchange.shape)
        if moves[moved] >= 0 and exchange[swapped] >= 0:
            break
        if moves[moved] <= exchange[swapped]:
            i, j = int(moved[0]), int(moved[1])
            left[places[i]] += sizes[i]
            left[j] -= sizes[i]
            places[i] = j
        else:
            i, k = int(swapped[0]), int(swapped[1])
            change = sizes[i] - sizes[k]
            left[places[i]] += change
            left[places[k]] -= change
            places[i], places[k] = places[k], places[i]
    return places, int(costs[everyone, places].sum())


def _by_regret(costs: IntArray, sizes: IntArray, rooms: IntArray) -> IntArray | None:
    """Place first whom it costs most not to get the cheapest site that has room."""
    m = len(costs)
    places = np.full(m, -1, dtype=np.int64)
    left = rooms.copy()
    waiting = np.ones(m, dtype=bool)
    large: FloatArray = np.where(sizes[:, None] <= left[None, :], costs, np.inf)
    for _ in range(m):
        large = np.where(sizes[:, None] <= left[None, :], large, np.inf)
        two = np.partition(large, 1, axis=1)[:, :2] if large.shape[1] > 1 else large[:, [0, 0]]
        if np.isinf(two[waiting, 0]).any():
            return None
        gap = np.where(np.isinf(two[:, 1]), 1e18, two[:, 1] - np.where(waiting, two[:, 0], 0.0))
        regret = np.where(waiting, gap + sizes * 1e-6, -np.inf)
        i = int(np.argmax(regret))
        j = int(np.argmin(large[i]))
        places[i], waiting[i] = j, False
        left[j] -= sizes[i]
    return places
