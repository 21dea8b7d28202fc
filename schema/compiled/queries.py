"""The compiled path of one server: its plans and statements, and a count of both paths."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    get_operation_ast,
    visit,
)
from graphql.execution.values import get_variable_values
from strawberry import Schema

from db.engine import Database, Session
from db.errors import DatabaseError, DatabaseUnavailableError, StatementTimeoutError
from db.repositories import facts
from db.selections import reading
from db.selections.reading import Rendered
from db.selections.tree import Inputs, ListSource
from geo.errors import GeoError
from schema.compiled.errors import NotCompilableError
from schema.compiled.planner import Plan, Planner
from schema.compiled.recent import Recent
from schema.compiled.sites import AskedList
from schema.operations import listing
from schema.operations.errors import SchemaError
from schema.operations.limits import UNDATED

logger = logging.getLogger("quanmap.schema")

PLANS_MAX = 512
STATEMENTS_MAX = 512
# In characters: what is longer is answered, but not kept.
KEPT_DOCUMENT_MAX = 20_000
KEPT_STATEMENT_MAX = 100_000
# The ordinary path would wait as long, for nothing.
FUTILE = (DatabaseUnavailableError, StatementTimeoutError)
REFUSED = (NotCompilableError, SchemaError, DatabaseError, GeoError)


@dataclass(frozen=True, slots=True)
class Asked:
    """A validated operation with the values of its variables."""

    schema: Schema
    document: DocumentNode
    query: str
    operation_name: str | None
    variables: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sent."""

    query: str | None
    operation_name: str | None
    variables: dict[str, Any] | None


@dataclass(slots=True)
class Prepared:
    """An operation of a document, and the variables that decide its plan."""

    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]
    deciding: tuple[str, ...]


@dataclass(slots=True, eq=False)
class KeptPlan:
    """A plan, or why there is none; and what its arguments amount to where no variable is."""

    plan: Plan | None
    reason: str = ""
    constant: tuple[Any, ...] | None = None


class CompiledQueries:
    """Answers queries by one SQL statement each, where they can be planned.

    Attributes
    ----------
    n_compiled : int
        How many operations were answered so.
    fallbacks : Counter
        How many were left to the ordinary resolvers, by reason.
    """

    def __init__(self) -> None:
        self.n_compiled = 0
        self.fallbacks: Counter[str] = Counter()
        self._prepared: Recent[Prepared] = Recent(PLANS_MAX)
        self._plans: Recent[KeptPlan] = Recent(PLANS_MAX)
        self._statements: Recent[Rendered] = Recent(STATEMENTS_MAX)
        self._accepted: Recent[tuple[KeptPlan, tuple[Any, ...]]] = Recent(STATEMENTS_MAX)

    async def answer_again(self, request: Request, context: Any) -> bytes | None:
        """Give the JSON text of `data` for a request that was accepted and answered before.

        The same document with the same values of the same caller needs neither validation nor
        permission a second time; every other request goes through both. None for these.
        """
        accepted = self._accepted.find(_acceptance(request, context))
        if accepted is None:
            return None
        try:
            answer = await asyncio.to_thread(self._read, context.database, *accepted)
        except FUTILE:
            raise
        except Exception as error:  # noqa: BLE001 (the whole way answers, or tells why not)
            logger.warning("a compiled query failed and is asked anew: %r", error)
            return None
        self.n_compiled += 1
        return answer

    async def answer(self, asked: Asked, context: Any) -> bytes | None:
        """Give the JSON text of `data`, or None where the ordinary resolvers have to answer."""
        try:
            prepared = self._prepare(asked)
            values = _coerced(asked.schema, prepared.operation, asked.variables)
            kept = self._plan(asked, prepared, values)
            arguments = _arguments(kept, prepared.operation, values, context)
            answer = await asyncio.to_thread(self._read, context.database, kept, arguments)
        except FUTILE:
            raise
        except REFUSED as refusal:
            is_ours = isinstance(refusal, NotCompilableError)
            self._count_fallback(str(refusal) if is_ours else type(refusal).__name__)
            return None
        except Exception as error:  # noqa: BLE001 (the ordinary path answers, or tells why not)
            logger.warning("a compiled query failed and is answered otherwise: %r", error)
            self._count_fallback(type(error).__name__)
            return None
        self.n_compiled += 1
        request = Request(asked.query, asked.operation_name, asked.variables)
        key = _acceptance(request, context)
        if key is not None:
            self._accepted.keep(key, (kept, arguments))
        return answer

    def _count_fallback(self, reason: str) -> None:
        self.fallbacks[reason] += 1

    def _prepare(self, asked: Asked) -> Prepared:
        key = (asked.query, asked.operation_name)
        found = self._prepared.find(key)
        if found is None:
            operation = get_operation_ast(asked.document, asked.operation_name)
            if operation is None:
                raise NotCompilableError("no operation")
            found = Prepared(operation, _fragments(asked.document), _deciding(asked.document))
            if len(asked.query) <= KEPT_DOCUMENT_MAX:
                self._prepared.keep(key, found)
        return found

    def _plan(self, asked: Asked, prepared: Prepared, values: Any) -> KeptPlan:
        shapes = tuple(_shape(values.coerced.get(name)) for name in prepared.deciding)
        key = (asked.query, asked.operation_name, shapes)
        found = self._plans.find(key)
        if found is None:
            try:
                planner = Planner(asked.schema, prepared.fragments, values)
                found = KeptPlan(planner.plan(prepared.operation))
            except NotCompilableError as error:
                found = KeptPlan(None, str(error))
            if len(asked.query) <= KEPT_DOCUMENT_MAX:
                self._plans.keep(key, found)
        if found.plan is None:
            raise NotCompilableError(found.reason)
        return found

    def _read(self, database: Database, kept: KeptPlan, arguments: tuple[Any, ...]) -> bytes:
        assert kept.plan is not None  # noqa: S101 (`_plan` has looked)
        day = _day(database, arguments)
        key = (kept, arguments, day)
        known = self._statements.find(key)
        if known is not None:
            return reading.read_again(database, known)
        with database.read() as session:
            watched = _Watched(session)
            lists = [_source(watched, one, day) for one in arguments]
            inputs = Inputs(lists, arguments)
            answer, rendered = reading.read(session, kept.plan.fields, inputs)
        if not watched.is_used and rendered.size <= KEPT_STATEMENT_MAX:
            self._statements.keep(key, rendered)
        return answer


def _day(database: Database, arguments: tuple[Any, ...]) -> date:
    """Give the day of the newest fact where a list depends on it."""
    if not any(isinstance(one, AskedList) and one.key.needs_day for one in arguments):
        return UNDATED
    with database.read() as session:
        return facts.latest_fact_day(session) or UNDATED


def _acceptance(request: Request, context: Any) -> Hashable:
    """Give what has to be the same for a request to be accepted again; None where it is long."""
    variables = orjson.dumps(request.variables, option=orjson.OPT_SORT_KEYS)
    query = request.query or ""
    if len(query) + len(variables) > KEPT_DOCUMENT_MAX:
        return None
    return (query, request.operation_name, variables, context.viewer, context.limits)


def _fragments(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    definitions = document.definitions
    return {one.name.value: one for one in definitions if isinstance(one, FragmentDefinitionNode)}


def _shape(value: Any) -> Hashable:
    """Give of a value what a plan depends on: a condition, or the types that identifiers name."""
    if isinstance(value, str):
        return value.partition(":")[0][:80]
    return tuple(_shape(one) for one in value) if isinstance(value, list) else bool(value)


def _deciding(document: DocumentNode) -> tuple[str, ...]:
    """Give the variables of @skip, @include, `node` and `nodes` anywhere in a document."""
    found: set[str] = set()

    class Variables(Visitor):
        def enter_variable(self, node: VariableNode, *_: Any) -> None:
            found.add(node.name.value)

    class Deciding(Visitor):
        def enter_directive(self, node: Any, *_: Any) -> None:
            visit(node, Variables())

        def enter_field(self, node: Any, *_: Any) -> None:
            if node.name.value in {"node", "nodes"}:
                for argument in node.arguments or ():
                    visit(argument, Variables())

    visit(document, Deciding())
    return tuple(sorted(found))


def _coerced(
    schema: Schema, operation: OperationDefinitionNode, variables: dict[str, Any] | None
) -> Any:
    definitions = operation.variable_definitions or ()
    values = get_variable_values(schema._schema, definitions, variables or {})  # noqa: SLF001
    if isinstance(values, list):
        raise NotCompilableError("variables that do not fit")
    return values


def _arguments(
    kept: KeptPlan, operation: OperationDefinitionNode, values: Any, context: Any
) -> tuple[Any, ...]:
    """Read the arguments; once for all requests where no variable can be in them."""
    assert kept.plan is not None  # noqa: S101 (`_plan` has looked)
    if kept.constant is not None:
        return kept.constant
    found = tuple(site.read(values, context) for site in kept.plan.sites)
    if not operation.variable_definitions:
        kept.constant = found
    return found


class _Watched:
    """A session that remembers whether it was used.

    What it was asked went into the statement, which then serves no other request.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.is_used = False

    def __getattr__(self, name: str) -> Any:
        self.is_used = True
        return getattr(self._session, name)


def _source(session: Any, asked: Any, day: date) -> ListSource | None:
    if not isinstance(asked, AskedList):
        return None
    statement, column = listing.LISTS[asked.key.type_name](session, asked.key, day)
    order = listing._order(asked.key)  # noqa: SLF001 (one order for both paths)
    return ListSource(statement, column, order, asked.request, asked.key.tag)
