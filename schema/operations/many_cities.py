"""Coverage of many cities, each by itself: what one machine does city by city, a cluster at once.

A city is the unit of work. Nothing of one is needed for another, so that the numbers do not depend
on who computes which, and memory is that of the largest city on each worker.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from db import models
from db.engine import Session
from db.repositories import facts
from db.transfer.city_parquet import CityFacts, read_city, write_city
from schema.operations.coverage import CoverageStudy
from schema.operations.coverage_figures import coverage_figures, coverage_rows
from schema.operations.errors import ArgumentError
from schema.operations.limits import UNDATED, Limits
from schema.operations.places import Places
from schema.operations.questions import CoverageQuestion

_RATES = ("formalCoverage", "effectiveCoverage", "workCoverage", "stationReach")
_AREAS = ("scopeAreaKm2", "servedAreaKm2", "overlapKm2")


@dataclass(frozen=True, slots=True)
class CityTask:
    """One city of a folder, and what to ask of it; it travels to a worker."""

    folder: Path
    adcode: str
    question: CoverageQuestion
    limits: Limits


def study_of(city: CityFacts, limits: Limits) -> CoverageStudy:
    """Make a study of a city's facts, as one of its database."""
    districts = [
        models.District(id=number, adcode=adcode, name=name, boundary=boundary)
        for number, ((adcode, name), boundary) in enumerate(
            zip(city.districts, city.boundaries, strict=True), 1
        )
    ]
    places = Places(districts, [], {})
    return CoverageStudy(city.day, city.organizations, city.stations, places, limits)


def city_figures(task: CityTask) -> dict[str, Any]:
    """Compute the coverage of one city: what `quanmap coverage --json` tells of its database.

    Raises
    ------
    TransferError
        The city's files cannot be read.
    """
    study = study_of(read_city(task.folder, task.adcode), task.limits)
    figures = coverage_figures(coverage_rows(study.answer(task.question)))
    return {"adcode": task.adcode, **figures}


def total_figures(cities: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Add up what can be added over cities: demand, rates and areas. Quantiles cannot."""
    given = list(cities)
    total: dict[str, Any] = {
        name: sum(city[name] for city in given) for name in ("demand", "served", *_AREAS)
    }
    total["servedRatio"] = total["served"] / total["demand"] if total["demand"] else 0.0
    area_km2 = total["scopeAreaKm2"]
    total["areaRatio"] = total["servedAreaKm2"] / area_km2 if area_km2 else 0.0
    for name in _RATES:
        counts = [sum(city[name][part] for city in given) for part in ("numerator", "denominator")]
        ratio = counts[0] / counts[1] if counts[1] else 0.0
        total[name] = {"numerator": counts[0], "denominator": counts[1], "ratio": ratio}
    return total


def save_city(session: Session, folder: Path, limits: Limits) -> str:
    """Write the facts of the newest day of a database as one city of a folder; give its adcode.

    Raises
    ------
    ArgumentError
        The districts are not of one city, by the first four digits of their adcodes.
    """
    day = facts.latest_fact_day(session) or UNDATED
    study = CoverageStudy.load(session, day, limits)
    districts = study.places.districts
    adcode = _city_of([one.adcode for one in districts])
    by_id = {one.id: number for number, one in enumerate(districts, 1)}
    numbers = [by_id.get(number, 0) for number in study.organizations.district_ids.tolist()]
    boundaries = np.empty(len(districts), dtype=np.object_)
    boundaries[:] = [one.boundary for one in districts]
    city = CityFacts(
        day=day,
        organizations=replace(study.organizations, district_ids=np.array(numbers, dtype=np.int64)),
        stations=study.stations,
        districts=tuple((one.adcode, one.name) for one in districts),
        boundaries=boundaries,
    )
    write_city(folder, adcode, city)
    return adcode


def _city_of(adcodes: Sequence[str]) -> str:
    prefixes = {adcode[:4] for adcode in adcodes}
    if len(prefixes) != 1:
        found = ", ".join(sorted(prefixes)) or "none"
        raise ArgumentError(
            "districts",
            f"adcodes of one city begin with the same four digits; here they begin with {found}",
        )
    return f"{prefixes.pop()}00"
