"""The formulas of GCJ-02 and BD-09, vectorised; `geo.crs` is the way in.

Forward they are the published ones: GCJ-02 adds a polynomial and sines in metres on the Krasovsky
1940 ellipsoid, BD-09 turns and stretches GCJ-02 in polar coordinates. The inverses have no closed
form; both shifts contract, so that p <- p + (target - forward(p)) converges to the exact inverse.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Positions = NDArray[np.float64]

# The rectangle in which GCJ-02 shifts, as every published implementation has it.
_SHIFTED_WEST, _SHIFTED_EAST = 72.004, 137.8347
_SHIFTED_SOUTH, _SHIFTED_NORTH = 0.8293, 55.8271
_KRASOVSKY_A_M = 6378245.0
_KRASOVSKY_E2 = 0.00669342162296594323
_BD_TURN = np.pi * 3000.0 / 180.0
_INVERSE_TOLERANCE_DEG = 1e-13
_INVERSE_ROUNDS_MAX = 30


def _is_shifted(xy: Positions) -> NDArray[np.bool_]:
    x, y = xy[:, 0], xy[:, 1]
    in_x = (x >= _SHIFTED_WEST) & (x <= _SHIFTED_EAST)
    return in_x & (y >= _SHIFTED_SOUTH) & (y <= _SHIFTED_NORTH)


def gcj02_from_wgs84(xy: Positions) -> Positions:
    """Shift WGS 84 positions (n, 2) in degrees to GCJ-02."""
    return np.where(_is_shifted(xy)[:, None], xy + _gcj02_shift(xy), xy)


def bd09_from_wgs84(xy: Positions) -> Positions:
    """Shift WGS 84 positions (n, 2) in degrees to BD-09."""
    return np.where(_is_shifted(xy)[:, None], _bd09_from_gcj02(xy + _gcj02_shift(xy)), xy)


def wgs84_from_gcj02(xy: Positions) -> Positions:
    """Shift GCJ-02 positions (n, 2) in degrees back to WGS 84, exactly."""
    return np.where(_is_shifted(xy)[:, None], _inverse(xy, lambda p: p + _gcj02_shift(p)), xy)


def wgs84_from_bd09(xy: Positions) -> Positions:
    """Shift BD-09 positions (n, 2) in degrees back to WGS 84, exactly."""
    exact = _inverse(xy, lambda p: _bd09_from_gcj02(p + _gcj02_shift(p)))
    return np.where(_is_shifted(xy)[:, None], exact, xy)


def _inverse(target: Positions, forward: Callable[[Positions], Positions]) -> Positions:
    """Solve forward(p) = target by p <- p + (target - forward(p)), which contracts 100-fold."""
    found = target.copy()
    for _ in range(_INVERSE_ROUNDS_MAX):
        correction = target - forward(found)
        found += correction
        if not np.nanmax(np.abs(correction), initial=0.0) > _INVERSE_TOLERANCE_DEG:
            break
    return found


def _gcj02_shift(xy: Positions) -> Positions:
    """Give the shift of GCJ-02 in degrees at WGS 84 positions."""
    x, y = xy[:, 0] - 105.0, xy[:, 1] - 35.0
    root = np.sqrt(np.abs(x))
    ripple = 20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east_m += (ripple + _waves(x, 20.0, 40.0, 150.0, 300.0)) * 2.0 / 3.0
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north_m += (ripple + _waves(y, 20.0, 40.0, 160.0, 320.0)) * 2.0 / 3.0
    latitude = np.radians(xy[:, 1])
    magic = 1.0 - _KRASOVSKY_E2 * np.sin(latitude) ** 2
    meridian_m = _KRASOVSKY_A_M * (1.0 - _KRASOVSKY_E2) / (magic * np.sqrt(magic))
    parallel_m = _KRASOVSKY_A_M / np.sqrt(magic) * np.cos(latitude)
    return np.degrees(np.column_stack([east_m / parallel_m, north_m / meridian_m]))


def _waves(t: NDArray[np.float64], *amplitudes: float) -> NDArray[np.float64]:
    waves = zip(amplitudes, (1.0, 3.0, 12.0, 30.0), strict=True)
    total = np.zeros_like(t)
    for amplitude, length in waves:
        total += amplitude * np.sin(np.pi * t / length)
    return total


def _bd09_from_gcj02(xy: Positions) -> Positions:
    x, y = xy[:, 0], xy[:, 1]
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _BD_TURN)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _BD_TURN)
    return np.column_stack([radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006])
