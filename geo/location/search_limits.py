"""When a search must stop and whom it tells how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from geo.location.problem import Progress, relative_gap


@dataclass(eq=False)
class SearchLimits:
    """Time limit, asked gap, cancellation and progress of one search.

    Parameters
    ----------
    time_limit_s : float
    gap : float
        Relative gap at which a search may stop.
    on_progress : callable, optional
        Called with a `Progress` at each better value or bound, at most about 20 times a second.
    should_stop : callable, optional
        Asked between nodes; True cancels, the best answer so far is returned.
    """

    time_limit_s: float = 30.0
    gap: float = 0.0
    on_progress: Callable[[Progress], None] | None = None
    should_stop: Callable[[], bool] | None = None
    started: float = field(default_factory=time.perf_counter)
    _last_report: float = 0.0

    @property
    def seconds(self) -> float:
        """Wall time since the start."""
        return time.perf_counter() - self.started

    @property
    def seconds_left(self) -> float:
        """Wall time until the limit, never negative."""
        return max(0.0, self.time_limit_s - self.seconds)

    def is_over(self) -> bool:
        """Whether time is up or the caller cancelled."""
        if self.seconds >= self.time_limit_s:
            return True
        return self.should_stop is not None and self.should_stop()

    def is_close_enough(self, value: float | None, bound: float | None) -> bool:
        """Whether the asked gap is reached."""
        gap = relative_gap(value, bound)
        return gap is not None and gap <= self.gap

    def report(
        self, value: float | None, bound: float | None, nodes: int, *, is_last: bool = False
    ) -> None:
        """Tell the caller, unless it was told a moment ago."""
        if self.on_progress is None:
            return
        now = self.seconds
        if not is_last and self._last_report and now - self._last_report < 0.05:
            return
        self._last_report = now
        self.on_progress(Progress(value, bound, relative_gap(value, bound), now, nodes))
