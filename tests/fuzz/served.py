"""The application as every role meets it, and what must hold of each of its answers."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

import orjson
from starlette.testclient import TestClient

from commands.token import make_token
from db.engine import Database
from db.maintenance.content import TableContent, content
from db.models.enums import TokenRole
from db.repositories.tokens import TokenTerms
from server import Settings, create_app
from tests.schema import city

NOBODY: Final = "nobody"
BOUND: Final = "bound editor"
READERS: Final = (NOBODY, "VIEWER")
WRITERS: Final = ("EDITOR", BOUND, "PLANNER", "ADMIN")
MASKED: Final = "INTERNAL_SERVER_ERROR"

# What only the inside knows: traces, statements, drivers, libraries, paths.
_INSIDE = re.compile(
    r"Traceback|recursion depth|File \"|\.py\b|site-packages|/(home|usr|root|tmp)/|NoneType"
    r"|0x[0-9a-f]{8}"
    r"|sqlite3|psycopg|asyncpg|sqlalchemy|\bGEOS|shapely|pyproj|graphql-core"
    r"|\bSELECT\b.*\bFROM\b|INSERT INTO|UPDATE \w+ SET|DELETE FROM|Error\(|Exception",
)


class Served:
    """The application over one database, with a token of every role."""

    def __init__(self, client: TestClient, database: Database) -> None:
        self.client = client
        self.database = database
        self.codes: Counter[str] = Counter()
        """How often each code came, and `answered` without any."""
        now = datetime.now(tz=UTC)
        terms = [TokenTerms(role, TokenRole(role)) for role in TokenRole]
        terms.append(TokenTerms(BOUND, TokenRole.EDITOR, ("630102",)))
        self.headers = {
            one.name: {"authorization": f"Bearer {make_token(database, one, now)}"} for one in terms
        }
        self.headers[NOBODY] = {}

    def ask(self, role: str, document: str, variables: Any = None) -> dict[str, Any]:
        """Send a document, check the answer, give its parsed body."""
        # orjson writes nothing that is nested as deep as it reads.
        sent = json.dumps({"query": document, "variables": variables}).encode()
        return self.post(role, sent, "application/json")

    def post(self, role: str, content: bytes, content_type: str) -> dict[str, Any]:
        """Send a body, check the answer, give it parsed."""
        headers = {**self.headers[role], "content-type": content_type}
        answer = self.client.post("/graphql", content=content, headers=headers)
        self.check(answer, content.decode("utf-8", "replace"))
        body: dict[str, Any] = orjson.loads(answer.content)
        return body

    def check(self, answer: Any, sent: str = "") -> None:
        """Fail on a server's error, on words from the inside, on an error without a code.

        Words that were `sent` may come back.
        """
        assert answer.status_code < 500, answer.text[:500]
        assert answer.headers["x-request-id"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        if "json" not in answer.headers["content-type"]:
            return
        errors = orjson.loads(answer.content).get("errors", [])
        for error in errors:
            code = error["extensions"]["code"]
            self.codes[code] += 1
            assert code != MASKED, error
            found = _INSIDE.search(error["message"])
            assert found is None or found[0] in sent, (found, error["message"])
        self.codes["answered"] += not errors

    def held(self) -> dict[str, TableContent]:
        """Give the row counts and hashes of every table, the audit's head among them."""
        with self.database.engines[0].connect() as connection:
            return content(connection)


@contextmanager
def served(database: Database) -> Iterator[Served]:
    """Hold the application over the small city; nothing that it raises ends a request."""
    city.fill(database)
    settings = Settings(database_url=database.address, planning_processes=0)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield Served(client, database)
