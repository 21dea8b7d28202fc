"""``quanmap coverage``: the rates and areas of the city or of one district."""

from __future__ import annotations

import sys
from typing import Any

import click
import orjson
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from commands.coverage_map import is_synthetic
from commands.database import opened
from geo.indicators import Rate
from schema.operations.areas import MeasuredArea, measure_areas
from schema.operations.coverage import CoverageResult
from schema.operations.coverage_map import study_coverage
from schema.operations.questions import CoverageQuestion, DemandWeight, Network, Scope
from server import Settings, limits_of

Row = tuple[str, str, CoverageResult, MeasuredArea]


@click.command()
@click.option("--district", "adcode", metavar="ADCODE", help="One district; without it the city.")
@click.option(
    "--radius",
    "service_radius_m",
    type=float,
    metavar="METRES",
    help="In place of every station's own service radius.",
)
@click.option(
    "--weight",
    type=click.Choice([weight.name.lower() for weight in DemandWeight], case_sensitive=False),
    default=DemandWeight.ORGANIZATIONS.name.lower(),
    show_default=True,
    help="What one organization counts for in what is served.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for programs.")
@click.pass_obj
def coverage(
    settings: Settings,
    *,
    adcode: str | None,
    service_radius_m: float | None,
    weight: str,
    as_json: bool,
) -> None:
    """Tell what the open stations and the party work reach, by district."""
    question = CoverageQuestion(
        scope=Scope(adcode=adcode),
        network=Network(service_radius_m=service_radius_m),
        weight=DemandWeight[weight.upper()],
    )
    with opened(settings) as database, database.read() as session:
        result = study_coverage(session, question, limits_of(settings))
        synthetic = is_synthetic(session)
    rows = _rows(result)
    if as_json:
        click.echo(orjson.dumps(_as_object(rows, synthetic=synthetic)).decode())
    else:
        _print_table(rows, synthetic=synthetic)


def _rows(result: CoverageResult) -> list[Row]:
    """Give the scope's figures first, then those of its districts."""
    study = result.study
    parts = study.by_district(result)
    names = {one.id: (one.adcode, one.name) for one in study.places.districts}
    labels = [("", "全部 All"), *(names[part.district_id] for part in parts)]
    reports = [result, *(part.report for part in parts)]
    areas = measure_areas(reports)
    if result.question.scope.adcode is not None:
        labels, reports, areas = labels[1:], reports[:1], areas[:1]
    return [
        (*label, report, area) for label, report, area in zip(labels, reports, areas, strict=True)
    ]


def _as_object(rows: list[Row], *, synthetic: bool) -> dict[str, Any]:
    whole = rows[0][2]
    return {
        "asOf": str(whole.as_of),
        "isSynthetic": synthetic,
        "weight": whole.question.weight.name,
        "activityMonths": whole.activity_months,
        "assessmentYears": whole.assessment_years,
        **_figures(rows[0]),
        "byDistrict": [
            {"adcode": adcode, "name": name, **_figures((adcode, name, report, area))}
            for adcode, name, report, area in rows
            if adcode
        ],
    }


def _figures(row: Row) -> dict[str, Any]:
    _, _, report, area = row
    return {
        "demand": report.demand,
        "served": report.served,
        "servedRatio": report.served_ratio,
        "formalCoverage": _rate(report.formal_coverage),
        "effectiveCoverage": _rate(report.effective_coverage),
        "workCoverage": _rate(report.work_coverage),
        "stationReach": _rate(report.station_reach),
        "scopeAreaKm2": area.coverage.scope_area_km2,
        "servedAreaKm2": area.coverage.served_area_km2,
        "areaRatio": area.coverage.area_ratio,
        "overlapKm2": area.coverage.overlap_km2,
        "meanDistance": report.mean_distance,
        "medianDistance": report.median_distance,
        "p90Distance": report.p90_distance,
        "farthestDistance": report.farthest_distance,
    }


def _rate(rate: Rate) -> dict[str, float]:
    return {
        "numerator": rate.numerator,
        "denominator": rate.denominator,
        "ratio": rate.ratio,
    }


def _print_table(rows: list[Row], *, synthetic: bool) -> None:
    whole = rows[0][2]
    weight = whole.question.weight
    title = f"覆盖 Coverage, {whole.as_of}"
    table = Table(
        title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0)
    )
    table.add_column("区县\nDistrict", no_wrap=True)
    headings = ["组织\nCount", "有形\nFormal", "有效\nEffect.", "工作\nWork", "指导站\nReach"]
    if weight is not DemandWeight.ORGANIZATIONS:
        headings.append(f"服务\nServed {weight.name.lower().replace('_', ' ')}")
    for heading in [*headings, "面积\nArea", "中位\nMedian"]:
        table.add_column(heading, justify="right")
    for adcode, name, report, area in rows:
        cells = [
            f"{report.station_reach.denominator:,}",
            f"{report.formal_coverage.ratio:.3f}",
            f"{report.effective_coverage.ratio:.3f}",
            f"{report.work_coverage.ratio:.3f}",
            f"{report.station_reach.ratio:.3f}",
        ]
        if weight is not DemandWeight.ORGANIZATIONS:
            cells.append(f"{report.served:,.0f} / {report.demand:,.0f}")
        cells.append(f"{area.coverage.area_ratio:.3f}")
        cells.append("-" if report.median_distance is None else f"{report.median_distance:,.0f}")
        table.add_row(f"{adcode} {name}".strip(), *cells)
    # A pipe has no width of its own, and names may be long.
    console = Console() if sys.stdout.isatty() else Console(width=120)
    console.print(table)
    if synthetic:
        console.print("演示数据 Demo data: the organizations are synthetic.")
