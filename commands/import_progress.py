"""A bar on standard error while a file is read, compared and written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

OnProgress = Callable[[str, int, int | None], None]


class RateColumn(ProgressColumn):
    """Rows a second."""

    def render(self, task: Task) -> Text:
        """Give the rate of a task; nothing before there is one."""
        return Text("" if not task.speed else f"{task.speed:,.0f} rows/s")


@contextmanager
def shown_progress(*, is_hidden: bool) -> Iterator[OnProgress]:
    """Hold what takes the progress of an import; it is shown to people at a terminal only."""
    console = Console(stderr=True)
    if is_hidden or not console.is_terminal:
        yield lambda *_: None
        return
    columns = (
        TextColumn("{task.description:8}"),
        BarColumn(),
        MofNCompleteColumn(),
        RateColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        tasks = {}

        def show(stage: str, n_done: int, n_all: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage, total=n_all)
            progress.update(tasks[stage], completed=n_done, total=n_all)

        yield show
