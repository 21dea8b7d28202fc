"""The loaders of one request: what many fields ask for is read together, once.

Each batch opens its own short session in the thread pool. Beyond the request only what has a
version in the database is kept, so nothing that a write changes is ever stale.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any, TypeVar

from strawberry.dataloader import DataLoader

from db import models
from db.engine import Database, Session
from db.repositories import facts, records
from db.repositories.paging import Page, PageRequest
from schema.batches import BATCHES
from schema.operations import listing
from schema.operations.areas import MeasuredArea, measure_areas
from schema.operations.coverage import (
    CircleResult,
    CoverageResult,
    CoverageStudy,
    DistrictResult,
)
from schema.operations.errors import SchemaError
from schema.operations.features import LAYERS_OF_A_STUDY, read_features
from schema.operations.kept_studies import KeptStudies
from schema.operations.layers import FeatureQuestion
from schema.operations.limits import UNDATED, Limits
from schema.operations.listing import ListKey
from schema.operations.questions import CoverageQuestion, DistanceMetric
from schema.operations.roads import NoRoadsError, RoadReader
from schema.operations.snapping import SnappingResult, snapping_of
from schema.threads import in_thread

# Databases bound the parameters of a statement; SQLite's default is 32,766.
BATCH_MAX = 10_000

Result = TypeVar("Result")
PageKey = tuple[ListKey, int | None, PageRequest]
CountKey = tuple[ListKey, int | None]


def _answer(study: CoverageStudy, question: CoverageQuestion) -> CoverageResult | Exception:
    try:
        return study.answer(question)
    except SchemaError as error:  # of this question, not of those asked with it
        return error


class Loaders:
    """The loaders of one request, made when first asked for.

    Parameters
    ----------
    database : Database
        Where the batches read.
    limits : Limits
        The windows of the rates, and the default service radius.
    roads : RoadReader, optional
        Keeps the road network between requests, where it is shared.
    studies : KeptStudies, optional
        Keeps the facts of coverage between requests, where it is shared.
    """

    def __init__(
        self,
        database: Database,
        limits: Limits,
        roads: RoadReader | None = None,
        studies: KeptStudies | None = None,
    ) -> None:
        self.limits = limits
        self._roads = roads or RoadReader()
        self._kept_studies = studies or KeptStudies()
        self.distances_m: dict[models.Organization, float | None] = {}
        self._database = database
        self._loaders: dict[Hashable, DataLoader[Any, Any]] = {}

    async def read(self, work: Callable[[Session], Result]) -> Result:
        """Run what reads the database in a thread, in a session of its own."""

        def run() -> Result:
            with self._database.read() as session:
                return work(session)

        return await in_thread(run)

    async def day(self) -> date:
        """Give the day of the newest fact, read once; the first day of all without any."""
        day: date = await self._loader("day", self._days).load(None)
        return day

    def record(self, model: type[models.Record]) -> DataLoader[int, Any]:
        """Load rows of a table by id; None where there is none."""

        async def load(ids: list[int]) -> list[Any]:
            found = await self.read(lambda session: records.by_ids(session, model, ids))
            return [found.get(number) for number in ids]

        return self._loader(model, load)

    def batch(self, name: str) -> DataLoader[int, Any]:
        """Load what belongs to rows by one of `BATCHES`; None where there is nothing."""
        batch = BATCHES[name]

        async def load(ids: list[int]) -> list[Any]:
            day = await self.day() if batch.is_dated else UNDATED
            found = await self.read(lambda session: batch.read(session, ids, day, self.limits))
            return [found.get(number) for number in ids]

        return self._loader(name, load)

    def page(
        self, key: ListKey, parent_id: int | None, request: PageRequest
    ) -> Awaitable[Page[Any]]:
        """Read a page of a list, together with the same page of other parents."""
        return self._loader("pages", self._pages).load((key, parent_id, request))

    def count(self, key: ListKey, parent_id: int | None) -> Awaitable[int]:
        """Count a list, together with the same list of other parents."""
        return self._loader("counts", self._counts).load((key, parent_id))

    def coverage(self, question: CoverageQuestion) -> Awaitable[CoverageResult]:
        """Answer a question of coverage from one load of the facts of its day."""
        return self._loader("coverage", self._coverages).load(question)

    def areas(self, result: CoverageResult) -> Awaitable[MeasuredArea]:
        """Measure the areas of a result, together with those of others."""
        return self._loader("areas", self._areas).load(result)

    def by_circle(self, result: CoverageResult) -> Awaitable[list[CircleResult]]:
        """Give the circles of a result's scope."""
        return self._loader("by_circle", self._by_circle).load(result)

    def snapping(self, result: CoverageResult) -> Awaitable[SnappingResult | None]:
        """Tell who of a result's scope is off the roads."""
        return self._loader("snapping", self._snappings).load(result)

    def by_district(self, result: CoverageResult) -> Awaitable[list[DistrictResult]]:
        """Split a result by district."""
        return self._loader("by_district", self._by_district).load(result)

    async def features(self, question: FeatureQuestion) -> dict[str, Any]:
        """Read a map layer."""
        day = await self.day()
        study = await self.study(day) if question.layer in LAYERS_OF_A_STUDY else None
        return await self.read(lambda session: read_features(session, question, day, study))

    async def study(
        self, day: date, distance: DistanceMetric = DistanceMetric.STRAIGHT
    ) -> CoverageStudy:
        """Load the facts of a day once, and the roads where the way leads along them.

        Raises
        ------
        NoRoadsError
            For NETWORK, where no roads are stored.
        """
        study: CoverageStudy = await self._loader("studies", self._studies).load(day)
        if distance is DistanceMetric.NETWORK:
            study.bring_roads(await self.read(self._roads.network))
        return study

    def _loader(
        self, name: Hashable, load: Callable[[list[Any]], Awaitable[list[Any]]]
    ) -> DataLoader[Any, Any]:
        if name not in self._loaders:
            self._loaders[name] = DataLoader(load, max_batch_size=BATCH_MAX)
        return self._loaders[name]

    async def _days(self, keys: list[None]) -> list[date]:
        day = await self.read(facts.latest_fact_day)
        return [day or UNDATED] * len(keys)

    async def _pages(self, keys: list[PageKey]) -> list[Page[Any] | Exception]:
        groups: dict[tuple[ListKey, PageRequest], list[int | None]] = defaultdict(list)
        for key, parent_id, request in keys:
            groups[key, request].append(parent_id)
        day = await self._day_of([key for key, _, _ in keys])

        def read() -> dict[PageKey, Page[Any] | Exception]:
            pages: dict[PageKey, Page[Any] | Exception] = {}
            for (key, request), parent_ids in groups.items():
                found = self._attempt(
                    partial(
                        self._read_pages, key=key, parents=parent_ids, request=request, day=day
                    ),
                    parent_ids,
                )
                pages.update({(key, number, request): one for number, one in found.items()})
            return pages

        pages = await in_thread(read)
        return [pages[key] for key in keys]

    async def _counts(self, keys: list[CountKey]) -> list[int | Exception]:
        groups: dict[ListKey, list[int | None]] = defaultdict(list)
        for key, parent_id in keys:
            groups[key].append(parent_id)
        day = await self._day_of([key for key, _ in keys])

        def read() -> dict[CountKey, int | Exception]:
            counts: dict[CountKey, int | Exception] = {}
            for key, parent_ids in groups.items():
                found = self._attempt(
                    partial(self._read_counts, key=key, parents=parent_ids, day=day), parent_ids
                )
                counts.update({(key, number): one for number, one in found.items()})
            return counts

        counts = await in_thread(read)
        return [counts[key] for key in keys]

    async def _day_of(self, keys: Sequence[ListKey]) -> date:
        return await self.day() if any(key.needs_day for key in keys) else UNDATED

    def _attempt(
        self, read: Callable[[Session], dict[int | None, Any]], parent_ids: Sequence[int | None]
    ) -> dict[int | None, Any]:
        """Read one list in a session of its own; what it raises is its own and no other's.

        One session would give the same row to two lists that measure from different points.
        """
        try:
            with self._database.read() as session:
                return read(session)
        except Exception as error:  # noqa: BLE001
            return dict.fromkeys(parent_ids, error)

    def _read_pages(
        self,
        session: Session,
        *,
        key: ListKey,
        parents: Sequence[int | None],
        request: PageRequest,
        day: date,
    ) -> dict[int | None, Page[Any]]:
        pages: dict[int | None, Page[Any]] = {}
        if key.parent is None:
            pages[None] = listing.read_page(session, key, request, day)
        else:
            numbers = [number for number in parents if number is not None]
            pages.update(listing.read_pages(session, key, numbers, request, day).items())
        if key.type_name == "Organization" and key.near is not None:
            rows = {row.id: row for page in pages.values() for row in page.rows}
            metres = listing.read_distances(session, list(rows.values()), key.near)
            self.distances_m.update((row, metres.get(number)) for number, row in rows.items())
        return pages

    @staticmethod
    def _read_counts(
        session: Session, *, key: ListKey, parents: Sequence[int | None], day: date
    ) -> dict[int | None, int]:
        if key.parent is None:
            return {None: listing.read_count(session, key, day)}
        numbers = [number for number in parents if number is not None]
        return dict(listing.read_counts(session, key, numbers, day).items())

    async def _studies(self, days: list[date]) -> list[CoverageStudy]:
        kept, limits = self._kept_studies, self.limits
        return await self.read(lambda session: [kept.load(session, day, limits) for day in days])

    async def _coverages(self, questions: list[CoverageQuestion]) -> list[Any]:
        newest = await self.day() if any(q.as_of is None for q in questions) else UNDATED
        studies = [await self.study(question.as_of or newest) for question in questions]
        if any(q.network.distance is DistanceMetric.NETWORK for q in questions):
            # Without roads the questions that need them are refused, and no others.
            with suppress(NoRoadsError):
                roads = await self.read(self._roads.network)
                for study in studies:
                    study.bring_roads(roads)

        def answer() -> list[CoverageResult | Exception]:
            return [
                _answer(study, question) for study, question in zip(studies, questions, strict=True)
            ]

        return await in_thread(answer)

    async def _areas(self, results: list[CoverageResult]) -> list[MeasuredArea]:
        return await in_thread(lambda: measure_areas(results))

    async def _by_circle(self, results: list[CoverageResult]) -> list[list[CircleResult]]:
        return await in_thread(lambda: [result.study.by_circle(result) for result in results])

    async def _snappings(self, results: list[CoverageResult]) -> list[SnappingResult | None]:
        return await in_thread(lambda: [snapping_of(result) for result in results])

    async def _by_district(self, results: list[CoverageResult]) -> list[list[DistrictResult]]:
        return await in_thread(lambda: [result.study.by_district(result) for result in results])
