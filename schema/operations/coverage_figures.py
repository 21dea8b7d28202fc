"""A coverage result as plain figures: for JSON, and to travel between processes."""

from __future__ import annotations

from typing import Any

from geo.indicators import Rate
from schema.operations.areas import MeasuredArea, measure_areas
from schema.operations.coverage import CoverageResult

Row = tuple[str, str, CoverageResult, MeasuredArea]


def coverage_rows(result: CoverageResult) -> list[Row]:
    """Give the scope's figures first, then those of its districts, each with adcode and name."""
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


def coverage_figures(rows: list[Row]) -> dict[str, Any]:
    """Give the rows as one object: that of the scope, with `byDistrict`."""
    whole = rows[0][2]
    return {
        "asOf": str(whole.as_of),
        "weight": whole.question.weight.name,
        "activityMonths": whole.activity_months,
        "assessmentYears": whole.assessment_years,
        **_figures(whole, rows[0][3]),
        "byDistrict": [
            {"adcode": adcode, "name": name, **_figures(report, area)}
            for adcode, name, report, area in rows
            if adcode
        ],
    }


def _figures(report: CoverageResult, area: MeasuredArea) -> dict[str, Any]:
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
