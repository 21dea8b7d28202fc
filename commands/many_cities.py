"""``quanmap coverage --data``: every city of a folder, in one process or on a Dask cluster."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import orjson
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from db.transfer.city_parquet import city_adcodes
from schema.operations.limits import Limits
from schema.operations.many_cities import CityTask, city_figures, total_figures
from schema.operations.questions import CoverageQuestion

ENGINES = ("local", "dask")
SCHEDULER_TIMEOUT_S = 10.0
# A city whose worker dies is computed again, by another one; one that kills so many is at fault.
_ATTEMPTS = 5


def cover_cities(
    folder: Path,
    question: CoverageQuestion,
    limits: Limits,
    engine: str,
    scheduler: str | None,
    *,
    as_json: bool,
) -> None:
    """Compute and print every city of a folder, and their sum.

    Raises
    ------
    click.UsageError
        For a scheduler without Dask.
    click.ClickException
        Dask is not installed, or its scheduler does not answer.
    """
    if scheduler is not None and engine != "dask":
        raise click.UsageError("--scheduler needs --engine dask")
    # Workers elsewhere see the folder under the same path.
    tasks = [
        CityTask(folder.resolve(), adcode, question, limits) for adcode in city_adcodes(folder)
    ]
    # Without a terminal, nothing: a log has no use for a bar.
    progress = Progress(console=Console(stderr=True), disable=not sys.stderr.isatty())
    with progress:
        bar = progress.add_task("Cities", total=len(tasks))
        cities = []
        run = map(city_figures, tasks) if engine == "local" else _on_dask(tasks, scheduler)
        for figures in run:
            cities.append(figures)
            progress.advance(bar)
    cities.sort(key=lambda city: str(city["adcode"]))
    if as_json:
        report = {"nCities": len(cities), "total": total_figures(cities), "cities": cities}
        click.echo(orjson.dumps(report).decode())
    else:
        _print(cities)


def _on_dask(tasks: Sequence[CityTask], scheduler: str | None) -> Iterator[dict[str, Any]]:
    """Give the figures of each city as they come, in any order."""
    try:
        distributed: Any = import_module("distributed")
    except ImportError as error:
        raise click.ClickException(
            "Dask is not installed; pip install 'quanmap[dask]', or leave --engine dask out."
        ) from error
    with _client(distributed, scheduler) as client:
        # One city has one place in the cluster; figures are small and come here at once, so that
        # a worker that dies takes nothing finished with it.
        futures = client.map(city_figures, tasks, pure=False)
        for future, figures in distributed.as_completed(futures, with_results=True):
            yield figures
            future.release()


@contextmanager
def _client(distributed: Any, scheduler: str | None) -> Iterator[Any]:
    with import_module("dask").config.set({"distributed.scheduler.allowed-failures": _ATTEMPTS}):
        if scheduler is not None:
            try:
                client = distributed.Client(scheduler, timeout=SCHEDULER_TIMEOUT_S)
            except (OSError, ValueError) as error:
                raise click.ClickException(
                    f"no Dask scheduler answers at {scheduler}: {error}"
                ) from error
            with client:
                yield client
            return
        # NumPy and GEOS hold the interpreter's lock for a part of the time: processes, not threads.
        with (
            distributed.LocalCluster(threads_per_worker=1, dashboard_address=":0") as cluster,
            distributed.Client(cluster) as client,
        ):
            yield client


def _print(cities: Sequence[dict[str, Any]]) -> None:
    total = total_figures(cities)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("城市\nCity", no_wrap=True)
    for heading in (
        "组织\nCount",
        "有形\nFormal",
        "有效\nEffect.",
        "工作\nWork",
        "指导站\nReach",
        "面积\nArea",
        "中位\nMedian",
    ):
        table.add_column(heading, justify="right")
    for name, figures in (("全部 All", total), *((city["adcode"], city) for city in cities)):
        median_m = figures.get("medianDistance")
        table.add_row(
            name,
            f"{figures['stationReach']['denominator']:,}",
            *(
                f"{figures[rate]['ratio']:.3f}"
                for rate in ("formalCoverage", "effectiveCoverage", "workCoverage", "stationReach")
            ),
            f"{figures['areaRatio']:.3f}",
            "-" if median_m is None else f"{median_m:,.0f}",
        )
    console = Console() if sys.stdout.isatty() else Console(width=120)
    console.print(table)
