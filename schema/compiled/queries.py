"""The compiled path of one server: what it keeps of documents and requests, and a count of both."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from db.engine import Database
from db.errors import (
    DatabaseError,
    DatabaseUnavailableError,
    DirectReadingError,
    StatementTimeoutError,
)
from db.repositories import facts
from db.selections import reading
from db.selections.assumptions import NotingSession
from db.selections.proof import Proof
from db.selections.rendering import Rendered, Renderer
from db.selections.tree import Constant, Inputs
from geo.errors import GeoError
from schema.compiled.answers import Accepted, Parts, Request, Whole, text_of_field
from schema.compiled.documents import Asked, Prepared, document_of, prepared
from schema.compiled.errors import NotCompilableError
from schema.compiled.lists import NoSession, SessionNeededError, list_of
from schema.compiled.planner import Plan, PlannedRoot, Planner
from schema.compiled.recent import Recent
from schema.compiled.sites import AskedList
from schema.documents import KEPT_DOCUMENT_MAX
from schema.operations.errors import SchemaError
from schema.operations.limits import UNDATED
from schema.threads import in_thread

if TYPE_CHECKING:
    from db.selections.bearers import BearerReader
    from db.selections.direct import DirectReader

logger = logging.getLogger("quanmap.schema")

PLANS_MAX = 512
REQUESTS_MAX = 512
# In characters: what is longer is answered, but not kept.
KEPT_STATEMENT_MAX = 100_000
# The ordinary path would wait as long, for nothing.
FUTILE = (DatabaseUnavailableError, StatementTimeoutError)
REFUSED = (NotCompilableError, SchemaError, DatabaseError, GeoError)


@dataclass(frozen=True, slots=True)
class _Root:
    """A field with its lists and values of one request."""

    planned: PlannedRoot
    arguments: tuple[Any, ...]


class CompiledQueries:
    """Answers queries by SQL statements that make the JSON, where they can be planned.

    Attributes
    ----------
    n_compiled : int
        How many operations were answered so as a whole.
    n_partly : int
        Of how many some fields were.
    fallbacks : Counter
        How many fields and operations were left to the ordinary resolvers, by reason.
    """

    def __init__(self, database: Database) -> None:
        self.n_compiled = 0
        self.n_partly = 0
        self.fallbacks: Counter[str] = Counter()
        self._database = database
        self._renderer = Renderer(database)
        self._direct: DirectReader | None = None
        self._bearers: BearerReader | None = None
        if database.dialect == "postgresql":
            self._direct, self._bearers = _direct_readers(database)
        self._prepared: Recent[Prepared] = Recent(PLANS_MAX)
        self._plans: Recent[Plan] = Recent(PLANS_MAX)
        self._accepted: Recent[Accepted] = Recent(REQUESTS_MAX)

    @property
    def direct(self) -> DirectReader | None:
        """What reads without a thread; on PostgreSQL only."""
        return self._direct

    @property
    def bearers(self) -> BearerReader | None:
        """What verifies tokens without a thread; on PostgreSQL only."""
        return self._bearers

    async def again(self, request: Request, proof: Proof) -> bytes | None:
        """Answer a request that was accepted and answered before, up to the closing brace.

        The same document with the same values needs neither parsing nor validation nor a second
        look at its limits. None for every other request, and where the proof opens nothing.

        Raises
        ------
        DatabaseUnavailableError, StatementTimeoutError
            As `Database.read` does.
        """
        accepted = self._accepted.find(request.key(KEPT_DOCUMENT_MAX))
        if accepted is None:
            return None
        if accepted.day is not None and accepted.day != await in_thread(self._day):
            return None
        values = accepted.rendered.filled(proof)
        answer = await self._read(accepted.rendered.text, values)
        self.n_compiled += answer is not None
        return answer

    async def answer(self, asked: Asked, context: Any) -> Whole | Parts | None:
        """Answer what can be answered of an operation; None where that is nothing.

        Raises
        ------
        DatabaseUnavailableError, StatementTimeoutError
            As `Database.read` does.
        """
        try:
            return await self._answer(asked, context)
        except FUTILE:
            raise
        except REFUSED as refusal:
            self._count_fallback(refusal)
        except Exception as error:  # noqa: BLE001 (the ordinary path answers, or tells why not)
            logger.warning("a compiled query failed and is answered otherwise: %r", error)
            self._count_fallback(error)
        return None

    async def close(self) -> None:
        """Close the connections that are held for what is asked again."""
        if self._direct is not None:
            await self._direct.close()

    async def _read(self, text: str, values: Sequence[Any]) -> bytes | None:
        if self._direct is not None and self._direct.is_usable:
            try:
                return await self._direct.read(text, values)
            except DirectReadingError:
                pass
        return await in_thread(reading.read, self._database, text, values)

    def _count_fallback(self, reason: Exception | str) -> None:
        is_ours = isinstance(reason, NotCompilableError | str)
        self.fallbacks[str(reason) if is_ours else type(reason).__name__] += 1

    async def _answer(self, asked: Asked, context: Any) -> Whole | Parts | None:
        operation = self._prepare(asked)
        values = operation.values(asked.schema, asked.variables)
        plan = self._plan(asked, operation, values)
        roots = [root for one in plan if (root := self._root(one, values, context)) is not None]
        if not any(not isinstance(root.planned.field, Constant) for root in roots):
            return None
        if len(roots) == len(plan):
            text = await self._whole(roots, asked, context)
            if text is not None:
                self.n_compiled += 1
                return Whole(text)
        texts = await self._parts(roots, context)
        if not texts:
            return None
        self.n_partly += 1
        left = [node for one in plan if one.key not in texts for node in one.nodes]
        keys = tuple(one.key for one in plan)
        return Parts(keys, texts, document_of(asked.document, operation.operation, left))

    def _prepare(self, asked: Asked) -> Prepared:
        key = (asked.query, asked.operation_name)
        found = self._prepared.find(key)
        if found is None:
            found = prepared(asked)
            if len(asked.query) <= KEPT_DOCUMENT_MAX:
                self._prepared.keep(key, found)
        return found

    def _plan(self, asked: Asked, operation: Prepared, values: Any) -> Plan:
        key = (asked.query, asked.operation_name, operation.shape(values))
        found = self._plans.find(key)
        if found is None:
            found = Planner(asked.schema, operation.fragments, values).plan(operation.operation)
            if len(asked.query) <= KEPT_DOCUMENT_MAX:
                self._plans.keep(key, found)
        return found

    def _root(self, planned: PlannedRoot, values: Any, context: Any) -> _Root | None:
        if planned.field is None:
            self._count_fallback(planned.reason)
            return None
        try:
            return _Root(planned, tuple(site.read(values, context) for site in planned.sites))
        except REFUSED as refusal:
            self._count_fallback(refusal)
            return None

    def _day(self) -> date:
        with self._database.read() as session:
            return facts.latest_fact_day(session) or UNDATED

    async def _whole(self, roots: list[_Root], asked: Asked, context: Any) -> bytes | None:
        """Answer all fields by one statement; None where one of them is refused."""
        needs_day = any(_needs_day(root) for root in roots)
        day = await in_thread(self._day) if needs_day else UNDATED
        try:
            rendered, is_lasting = await self._rendered(roots, day)
        except REFUSED as refusal:
            if isinstance(refusal, FUTILE):
                raise
            return None
        text = await self._read(rendered.text, rendered.filled(_granted(context)))
        request = Request(asked.query, asked.operation_name, asked.variables)
        key = request.key(KEPT_DOCUMENT_MAX)
        if key is not None and is_lasting and len(rendered.text) <= KEPT_STATEMENT_MAX:
            self._accepted.keep(key, Accepted(rendered, day if needs_day else None))
        return text

    async def _parts(self, roots: list[_Root], context: Any) -> dict[str, bytes]:
        """Answer each field by a statement of its own, but for those that are refused."""
        texts: dict[str, bytes] = {}
        needs_day = any(_needs_day(root) for root in roots)
        day = await in_thread(self._day) if needs_day else UNDATED
        for root in roots:
            try:
                rendered, _ = await self._rendered([root], day)
            except REFUSED as refusal:
                if isinstance(refusal, FUTILE):
                    raise
                self._count_fallback(refusal)
                continue
            text = await self._read(rendered.text, rendered.filled(_granted(context)))
            if text is not None:
                texts[root.planned.key] = text_of_field(root.planned.key, text)
        return texts

    async def _rendered(self, roots: list[_Root], day: date) -> tuple[Rendered, bool]:
        """Render the statement of fields; tell whether it serves the same request later.

        Some lists ask the database before they are one, which takes a thread.
        """
        try:
            lists = [_filled(root, NoSession(), day) for root in roots]
            return self._renderer.render(lists), True
        except SessionNeededError:
            return await in_thread(self._rendered_with_session, roots, day)

    def _rendered_with_session(self, roots: list[_Root], day: date) -> tuple[Rendered, bool]:
        with self._database.read() as opened:
            session = NotingSession(opened)
            lists = [_filled(root, session, day) for root in roots]
            return self._renderer.render(lists, session.conditions), session.is_complete


def _direct_readers(database: Database) -> tuple[DirectReader, BearerReader]:
    from db.selections.bearers import BearerReader  # noqa: PLC0415, only on PostgreSQL
    from db.selections.direct import DirectReader  # noqa: PLC0415, as above

    direct = DirectReader(database)
    return direct, BearerReader(database, direct)


def _granted(context: Any) -> Proof:
    """Give the proof of a request whose caller was let in before."""
    return Proof(None, context.clock())


def _needs_day(root: _Root) -> bool:
    return any(isinstance(one, AskedList) and one.key.needs_day for one in root.arguments)


def _filled(root: _Root, session: Any, day: date) -> tuple[Any, Inputs]:
    lists = [list_of(session, one, day) for one in root.arguments]
    return root.planned.field, Inputs(lists, root.arguments)
