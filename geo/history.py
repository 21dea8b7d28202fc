"""Coverage over time, from dated facts in one pass: what held on each of many days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.errors import ArrayShapeError
from geo.indicators import Facts, Rate, Rates, indicators

Days = NDArray[np.int64]
Geometries = NDArray[np.object_]

_N_AT_ONCE = 1 << 17


@dataclass(frozen=True)
class Spans:
    """When something held for an organization; several spans of one may overlap.

    Attributes
    ----------
    organizations : int64 array (s,)
        Numbers from 0.
    first_days, end_days : int64 array (s,)
        Day numbers (such as `datetime.date.toordinal`); it holds from the first day to the day
        before the end. A span that has not ended has an end after all days asked for.
    """

    organizations: NDArray[np.int64]
    first_days: Days
    end_days: Days

    def __post_init__(self) -> None:
        shapes = {getattr(self, each.name).shape for each in fields(self)}
        if len(shapes) > 1 or len(self.organizations.shape) != 1:
            raise ArrayShapeError(f"spans need three arrays of one length, these have {shapes}")


@dataclass(frozen=True)
class DatedFacts:
    """What the four rates rest on, with its dates; see `geo.indicators.Facts`.

    Attributes
    ----------
    existence : Spans
        From the founding to the closing.
    cover, instructor : Spans
        Links to covering party organizations, assignments of instructors.
    reach : Spans
        One for each pair of an organization and a station that reaches it, while it is open.
    activity : Spans
        From the day of each activity for as long as it counts, to 12 months later.
    assessment : Spans
        From the scored year's first day to the end of the year after.
    """

    existence: Spans
    cover: Spans
    reach: Spans
    instructor: Spans
    activity: Spans
    assessment: Spans


def spans_through_links(
    sources: NDArray[np.int64], links: Spans, owners: NDArray[np.int64], spans: Spans
) -> Spans:
    """Give what organizations have through others: while a link to one holds that has it.

    Parameters
    ----------
    sources : int64 array (s,)
        Who each link comes from.
    links : Spans
        To whom, and when.
    owners : int64 array (t,)
        Whose each of the spans is.
    spans : Spans
        Its `organizations` are not looked at.

    Returns
    -------
    Spans
        The common days of each link and each span of its source; spans of one source that
        follow each other or overlap are one, so that many short ones are no many pairs.

    Examples
    --------
    >>> link = Spans(np.array([7]), np.array([10]), np.array([30]))
    >>> held = Spans(np.array([0, 0]), np.array([5, 12]), np.array([12, 50]))
    >>> found = spans_through_links(np.array([1]), link, np.array([1, 1]), held)
    >>> found.organizations.tolist(), found.first_days.tolist(), found.end_days.tolist()
    ([7], [10], [30])
    """
    owners, first_days, end_days = _united(owners, spans.first_days, spans.end_days)
    low = np.searchsorted(owners, sources, side="left")
    n_spans = np.searchsorted(owners, sources, side="right") - low
    link = np.repeat(np.arange(len(sources)), n_spans)
    span = np.arange(n_spans.sum()) + np.repeat(low - (np.cumsum(n_spans) - n_spans), n_spans)
    first = np.maximum(links.first_days[link], first_days[span])
    end = np.minimum(links.end_days[link], end_days[span])
    held = first < end
    return Spans(links.organizations[link][held], first[held], end[held])


def rates_over_time(facts: DatedFacts, n_organizations: int, days: Days) -> list[Rates]:
    """Give the four rates on each of many days.

    Each span adds one on the first day asked for that it holds on and takes it back on the first
    that it does not; the running sum tells what holds, so that every fact is read once.

    Parameters
    ----------
    facts : DatedFacts
        Spans of organizations 0 to n - 1, in any order; spans that hold on no day add nothing.
    n_organizations : int
    days : int64 array (t,)
        Ascending day numbers.

    Returns
    -------
    list of t Rates
        Denominators of zero have a ratio of 0.
    """
    if not (np.diff(days) >= 0).all():
        raise ArrayShapeError("days must ascend; sort them first")
    if not len(days):
        return []
    counts = np.zeros((5, len(days)), dtype=np.int64)
    for block in _blocks(facts, n_organizations, days):
        held = indicators(Facts(*(flags.ravel() for flags in block)))
        columns = (held.facts.in_denominator, held.formal, held.effective, held.work, held.reached)
        counts += [flags.reshape(-1, len(days)).sum(axis=0) for flags in columns]
    denominators, *numerators = counts.tolist()
    return [
        Rates(*(Rate(numerator[day], denominators[day]) for numerator in numerators))
        for day in range(len(days))
    ]


def area_ratios_over_time(
    scope: BaseGeometry, areas: Geometries, first_days: Days, end_days: Days, days: Days
) -> NDArray[np.float64]:
    """Give the served share of a scope on each of many days.

    Parameters
    ----------
    scope : polygonal geometry
        In metres; without area the ratios are 0.
    areas : object array (m,) of polygonal geometries
        The stations' service areas, each open from its first day to the day before its end.
    days : int64 array (t,)
        In any order; days with the same open stations are measured once.
    """
    ratios = np.zeros(len(days))
    if not scope.area > 0.0 or not len(days):
        return ratios
    near = np.flatnonzero(shapely.intersects(areas, scope))
    is_open = (first_days[near] <= days[:, None]) & (days[:, None] < end_days[near])
    patterns, pattern_of_day = np.unique(is_open, axis=0, return_inverse=True)
    for number, pattern in enumerate(patterns):
        served = shapely.intersection(shapely.union_all(areas[near[pattern]]), scope)
        ratios[pattern_of_day.reshape(-1) == number] = min(served.area / scope.area, 1.0)
    return ratios


def _united(
    owners: NDArray[np.int64], first_days: Days, end_days: Days
) -> tuple[NDArray[np.int64], Days, Days]:
    """Give the spans by owner and first day, with those that meet put together."""
    order = np.lexsort((first_days, owners))
    owners, first_days, end_days = owners[order], first_days[order], end_days[order]
    if not len(owners):
        return owners, first_days, end_days
    # Owners far apart on one axis, so that a running maximum never reaches from one to the next.
    numbers = np.unique(owners, return_inverse=True)[1].astype(np.int64)
    step = int(end_days.max() - min(first_days.min(), 0)) + 1
    latest = np.maximum.accumulate(end_days + numbers * step)
    is_new = np.ones(len(owners), dtype=np.bool_)
    is_new[1:] = first_days[1:] + numbers[1:] * step > latest[:-1]
    starts = np.flatnonzero(is_new)
    return owners[starts], first_days[starts], np.maximum.reduceat(end_days, starts)


def _blocks(
    facts: DatedFacts, n_organizations: int, days: Days
) -> Iterator[list[NDArray[np.bool_]]]:
    """Yield what holds for a few organizations at a time, arrays (organizations, days)."""
    kinds = [getattr(facts, each.name) for each in fields(facts)]
    ordered = [_ordered(spans, days, n_organizations) for spans in kinds]
    step = max(_N_AT_ONCE // len(days), 1)
    for first in range(0, n_organizations, step):
        n_rows = min(step, n_organizations - first)
        block = []
        for numbers, starts, ends in ordered:
            low, high = np.searchsorted(numbers, [first, first + n_rows]).tolist()
            change = np.zeros((n_rows, len(days) + 1), dtype=np.int32)
            rows = numbers[low:high] - first
            np.add.at(change, (rows, starts[low:high]), 1)
            np.add.at(change, (rows, ends[low:high]), -1)
            block.append(np.cumsum(change, axis=1)[:, :-1] > 0)
        yield block


def _ordered(
    spans: Spans, days: Days, n_organizations: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Give the spans by organization, with places among the days in place of day numbers."""
    numbers = spans.organizations
    if len(numbers) and not (numbers.min() >= 0 and numbers.max() < n_organizations):
        raise ArrayShapeError(
            f"spans are of organizations {numbers.min()} to {numbers.max()}; "
            f"give numbers from 0 to {n_organizations - 1}"
        )
    starts = np.searchsorted(days, spans.first_days)
    ends = np.maximum(np.searchsorted(days, spans.end_days), starts)
    order = np.argsort(numbers, kind="stable")
    return numbers[order], starts[order].astype(np.int64), ends[order].astype(np.int64)
