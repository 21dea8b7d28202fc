"""Files that come by the API: who may send them, what is answered, what is kept."""

from __future__ import annotations

import csv
import io
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from httpx2 import Response
from sqlalchemy import func, select
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.testclient import TestClient

from commands.token import make_token
from db import models
from db.engine import Database
from db.models.enums import TokenRole
from db.repositories.journal import Author
from db.repositories.tokens import TokenTerms
from db.transfer import undoing
from geo.crs import CoordinateSystem, from_wgs84
from schema.context import Context
from schema.http.messages import RequestIdentity
from schema.http.metrics import Metrics
from schema.http.traffic import Traffic, TrafficLimits
from schema.http.view import GraphQLView
from schema.operations import imports
from schema.operations.recording import Change
from tests.db.transfer.files import HEADERS, add_city, row
from tests.schema.city import SCHEMA

MAX_UPLOAD_BYTES = 200_000
PREFLIGHT = {"x-quanmap-preflight": "1"}
IMPORT = """mutation ($input: ImportInput!) { importFile(input: $input) {
  table { headers rows columns { attribute header isMissing } personalHeaders unusedHeaders }
  report { file encoding crs isStored importId rows added updated unchanged refused
    rules { rule count }
    findings { row column value rule isRefusal message { zh en } suggestion { zh en } }
    changes { row column before after }
    datum { verdict declared { crs inside rows } best { crs inside rows } message { zh } } }
  candidates { crs isDeclared isProposed inside rows points }
  refusedRows { name text }
  userErrors { code message field } } }"""
UNDO = """mutation ($id: ID!) { undoImport(input: {importId: $id}) {
  removed restored userErrors { code message } } }"""


class Server:
    """The API on a database, asked with a token."""

    def __init__(self, client: TestClient, database: Database) -> None:
        self.client, self.database = client, database
        self._tokens: dict[Any, str] = {}

    def token(self, role: TokenRole, districts: tuple[str, ...] = ()) -> dict[str, str]:
        """Give the header of a token of a role."""
        if (role, districts) not in self._tokens:
            terms = TokenTerms(f"{role} {len(self._tokens)}", role, districts=districts)
            self._tokens[role, districts] = make_token(self.database, terms, datetime.now(tz=UTC))
        return {"authorization": f"Bearer {self._tokens[role, districts]}"}

    def send(
        self, content: bytes, name: str = "a.csv", headers: Any = None, **given: Any
    ) -> Response:
        """Send a file, by a token of an EDITOR unless headers say otherwise."""
        sent = {"kind": "organizations", "file": None} | given
        operations = {"query": IMPORT, "variables": {"input": sent}}
        return self.client.post(
            "/graphql",
            data={
                "operations": orjson.dumps(operations).decode(),
                "map": '{"0": ["variables.input.file"]}',
            },
            files={"0": (name, content)},
            headers=self.token(TokenRole.EDITOR) | PREFLIGHT if headers is None else headers,
        )

    def bring(self, content: bytes, name: str = "a.csv", **given: Any) -> dict[str, Any]:
        """Send a file, and give what came of it."""
        response = self.send(content, name, **given)
        assert response.status_code == 200, response.text
        answer = response.json()
        assert "errors" not in answer, answer["errors"]
        payload: dict[str, Any] = answer["data"]["importFile"]
        return payload

    def count(self, model: Any = models.Organization) -> int:
        """Count the rows of a table."""
        with self.database.read() as session:
            return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture(scope="module")
def server(module_database: Database) -> Iterator[Server]:
    add_city(module_database)
    view = GraphQLView(
        SCHEMA,
        lambda request_id: Context(module_database, request_id),
        max_body_bytes=100_000,
        max_upload_bytes=MAX_UPLOAD_BYTES,
    )
    app = Starlette(routes=[Route("/graphql", view)], middleware=[Middleware(RequestIdentity)])
    with TestClient(app) as client:
        yield Server(client, module_database)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where temporary files go; nothing may be left there after a test."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield tmp_path
    assert list(tmp_path.iterdir()) == []


def text(rows: Sequence[Sequence[Any]], encoding: str = "utf-8") -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([HEADERS, *rows])
    return stream.getvalue().encode(encoding)


def test_a_file_in_gb18030_is_tried_and_imported_and_taken_back(server: Server) -> None:
    content = text([row(1), row(2, 区县="")], "gb18030")
    before = server.count()

    tried = server.bring(content, dryRun=True)
    nothing_yet = server.count()
    done = server.bring(content)
    again = server.bring(content)

    assert tried["report"]["encoding"].lower() == "gb18030"
    assert tried["table"]["headers"] == list(HEADERS)
    assert tried["table"]["rows"][0][1] == "第1公司"
    assert [tried["report"][key] for key in ("isStored", "importId", "rows", "added")] == [
        False,
        None,
        2,
        2,
    ]
    assert nothing_yet == before
    assert done["report"]["isStored"]
    assert server.count() == before + 2
    assert (again["report"]["unchanged"], again["report"]["importId"]) == (2, None)
    with server.database.read() as session:
        kept = session.scalars(select(models.FileImport)).all()[-1]
        assert (kept.file_name, kept.imported_by.split()[0]) == ("a.csv", "EDITOR")

    answer = _undo(server, done["report"]["importId"])
    refused = _undo(server, done["report"]["importId"])

    assert answer == {"removed": 2, "restored": 0, "userErrors": []}
    assert refused["userErrors"][0]["code"] == "REJECTED"
    assert server.count() == before


def _undo(server: Server, identifier: str, **asked: Any) -> dict[str, Any]:
    token = asked.get("token") or server.token(TokenRole.EDITOR)
    body = {"query": UNDO, "variables": {"id": identifier}}
    answer: dict[str, Any] = server.client.post("/graphql", json=body, headers=token).json()
    assert "errors" not in answer, answer["errors"]
    payload: dict[str, Any] = answer["data"]["undoImport"]
    return payload


def test_taking_back_has_the_time_of_an_import(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = server.bring(text([row(61), row(62)]))["report"]
    before = server.count()
    taking_back = undoing.undo_import

    def slow(*given: Any) -> Any:
        time.sleep(0.5)
        return taking_back(*given)

    monkeypatch.setattr(imports, "undo_import", slow)
    limits = TrafficLimits(time_limit_s=0.3, upload_time_limit_s=30.0)
    hurried = RequestIdentity(Traffic(server.client.app, limits=limits, metrics=Metrics()))
    with TestClient(hurried) as client:
        asked = Server(client, server.database)
        token = server.token(TokenRole.EDITOR)
        taken_back = _undo(asked, made["importId"], token=token)

    assert (taken_back["removed"], taken_back["userErrors"]) == (2, [])
    assert server.count() == before - 2


def test_nothing_is_taken_back_once_nobody_waits(server: Server) -> None:
    made = server.bring(text([row(63)]))["report"]
    before = server.count()
    change = Change(Author("clerk"), "undoImport", datetime(2017, 11, 1, tzinfo=UTC))

    with pytest.raises(imports.AbandonedImportError):
        imports.run_undo(server.database, int(made["importId"]), change, lambda: True)

    assert server.count() == before
    assert _undo(server, made["importId"])["removed"] == 1


@pytest.mark.parametrize("identifier", ["-1", "x", "9" * 40, "123456"])
def test_what_is_no_import_is_not_taken_back(server: Server, identifier: str) -> None:
    assert _undo(server, identifier)["userErrors"]


def test_refused_rows_come_back_to_be_mended(server: Server) -> None:
    content = text([row(11), row(12, 从业人数="-4", 成立日期="2015-02-30"), row(13, 类别="别的")])
    before = server.count()

    whole = server.bring(content)
    valid = server.bring(content, acceptValid=True)

    assert (whole["report"]["isStored"], whole["report"]["refused"]) == (False, 2)
    assert {(one["row"], one["rule"]) for one in whole["report"]["findings"]} == {
        (3, "range"),
        (3, "date"),
        (4, "choice"),
    }
    first = whole["report"]["findings"][0]
    assert first["isRefusal"]
    assert first["column"] in {"从业人数", "成立日期"}
    assert all(first["message"].values())
    assert valid["report"]["added"] == 1
    assert server.count() == before + 1
    mended = list(csv.DictReader(io.StringIO(valid["refusedRows"]["text"])))
    assert [one["单位名称"] for one in mended] == ["第12公司", "第13公司"]
    assert "从业人数" in mended[0]["问题 Problem"]


def test_an_update_is_shown_before_it_is_made(server: Server) -> None:
    server.bring(text([row(21)]))

    tried = server.bring(text([row(21, 从业人数="40")]), dryRun=True)

    assert tried["report"]["updated"] == 1
    (change,) = tried["report"]["changes"]
    assert change == {"row": 2, "column": "从业人数", "before": "12", "after": "40"}


def shifted(numbers: Sequence[int]) -> bytes:
    """Give organizations 90 m west and east of the line between the districts, in GCJ-02."""
    rows = []
    for place, number in enumerate(numbers):
        x, y = from_wgs84(
            np.array([[101.7490 + 0.0020 * (place % 2), 36.601 + 0.0015 * place]]),
            CoordinateSystem.GCJ02,
        )[0]
        district = ("West", "East")[place % 2]
        rows.append(row(number, 区县=district, 经度=f"{x:.6f}", 纬度=f"{y:.6f}"))
    return text(rows)


def test_gcj02_is_proposed_with_figures_and_nothing_is_applied(server: Server) -> None:
    content = shifted(range(100, 130))

    tried = server.bring(content, dryRun=True)
    corrected = server.bring(content, dryRun=True, crs="GCJ02")

    datum = tried["report"]["datum"]
    assert datum["verdict"] == "OTHER"
    assert (datum["declared"]["crs"], datum["best"]["crs"]) == ("WGS84", "GCJ02")
    assert (datum["best"]["inside"], datum["best"]["rows"]) == (30, 30)
    candidates = {one["crs"]: one for one in tried["candidates"]}
    assert list(candidates)[:2] == ["WGS84", "GCJ02"]
    assert (candidates["WGS84"]["isDeclared"], candidates["GCJ02"]["isProposed"]) == (True, True)
    first = candidates["GCJ02"]["points"]["features"][0]
    assert first["properties"] == {"row": 2, "isInside": True}
    outside = {
        one["properties"]["row"]
        for one in candidates["WGS84"]["points"]["features"]
        if not one["properties"]["isInside"]
    }
    assert outside == set(range(2, 32, 2))  # those of the west, which lie 84 m in the east
    assert first["geometry"]["coordinates"] == pytest.approx([101.749, 36.601], abs=2e-6)
    assert corrected["report"]["datum"]["verdict"] == "AS_DECLARED"
    assert corrected["report"]["crs"] == "GCJ02"


def test_columns_are_named_by_a_mapping(server: Server) -> None:
    headers = ["代号", "名字", "哪种", "手机"]
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([headers, [row(31)[0], "三十一", "社会组织", "13900001111"]])
    content = stream.getvalue().encode()

    unknown = server.bring(content, dryRun=True)
    columns = [
        {"attribute": attribute, "header": header}
        for attribute, header in (("credit_code", "代号"), ("name", "名字"), ("kind", "哪种"))
    ]
    known = server.bring(content, dryRun=True, mapping={"columns": columns})
    wrong = server.bring(
        content, dryRun=True, mapping={"columns": [{"attribute": "name", "header": "没有"}]}
    )

    assert unknown["report"] is None
    assert unknown["userErrors"][0]["code"] == "MISSING_COLUMNS"
    missing = {one["attribute"] for one in unknown["table"]["columns"] if one["isMissing"]}
    assert {"credit_code", "kind"} <= missing
    assert unknown["table"]["personalHeaders"] == ["手机"]
    assert unknown["table"]["rows"][0][3] == "***"
    assert known["userErrors"] == []
    assert known["report"]["added"] == 1
    assert wrong["userErrors"][0]["field"] == ["input", "mapping"]


def test_a_form_without_the_preflight_header_is_refused(server: Server) -> None:
    refused = server.send(text([row(41)]), headers=server.token(TokenRole.EDITOR))

    assert refused.status_code == 415
    assert "X-Quanmap-Preflight" in refused.json()["errors"][0]["message"]


@pytest.mark.parametrize("name", ["apollo-require-preflight", "graphql-require-preflight"])
def test_the_usual_preflight_headers_are_taken(server: Server, name: str) -> None:
    headers = server.token(TokenRole.PLANNER) | {name: "true"}

    taken = server.send(text([row(42)]), headers=headers, dryRun=True)

    assert taken.json()["data"]["importFile"]["report"]["added"] == 1


def test_who_may_not_write_sends_no_file(server: Server) -> None:
    nobody = server.send(text([row(43)]), headers=PREFLIGHT)
    reader = server.send(text([row(43)]), headers=server.token(TokenRole.VIEWER) | PREFLIGHT)

    assert (nobody.status_code, reader.status_code) == (401, 403)
    assert reader.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"


def test_a_bound_editor_imports_only_inside(server: Server) -> None:
    headers = server.token(TokenRole.EDITOR, ("630104",)) | PREFLIGHT
    elsewhere = row(45, 区县="East", 经度="101.78")
    before = server.count()

    inside = server.send(text([row(44)]), headers=headers).json()
    outside = server.send(text([row(46), elsewhere]), headers=headers).json()

    tried = server.send(text([row(46), elsewhere]), headers=headers, dryRun=True).json()

    report = tried["data"]["importFile"]["report"]
    assert (report["added"], report["refused"]) == (1, 1)
    assert [(one["row"], one["rule"]) for one in report["findings"]] == [(3, "other-district")]
    assert inside["data"]["importFile"]["report"]["isStored"]
    assert outside["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert server.count() == before + 1


def test_a_file_that_is_too_large_is_refused(server: Server) -> None:
    refused = server.send(b"x" * (MAX_UPLOAD_BYTES + 200_000))

    assert refused.status_code == 413
    assert refused.json()["errors"][0]["extensions"]["code"] == "BODY_TOO_LARGE"


@pytest.mark.parametrize(
    "name",
    ["../../../etc/a.csv", "..\\..\\a.csv", "/etc/cron.d/a.csv", "C:\\a.csv", "\x00\x07a.csv"],
)
def test_names_that_lead_elsewhere_are_harmless(server: Server, name: str) -> None:
    tried = server.bring(text([row(51)]), name, dryRun=True)

    assert tried["report"]["file"].endswith("a.csv")
    assert not set(tried["report"]["file"]) & {"/", "\\", "\x00", "\x07"}


@pytest.mark.parametrize("name", ["..", "a.exe", "a.csv.sh"])
def test_files_of_no_known_kind_are_told(server: Server, name: str) -> None:
    tried = server.bring(text([row(52)]), name, dryRun=True)

    assert (tried["table"], tried["report"]) == (None, None)
    (error,) = tried["userErrors"]
    assert (error["code"], error["field"]) == ("UNREADABLE_FILE", ["input", "file"])
    assert ".csv" in error["message"]


def test_messages_name_no_folder_of_the_server(server: Server, folder: Path) -> None:
    told = server.bring(b"", "empty.csv", dryRun=True)["userErrors"][0]["message"]

    assert "empty.csv is empty" in told
    assert str(folder) not in told


def test_an_unknown_register_or_coordinate_system_is_told(server: Server) -> None:
    register = server.bring(text([row(53)]), kind="people")["userErrors"][0]
    system = server.bring(text([row(53)]), crs="MARS")["userErrors"][0]

    assert (register["code"], register["field"]) == ("NOT_FOUND", ["input", "kind"])
    assert "organizations" in register["message"]
    assert system["field"] == ["input", "crs"]
    assert "GCJ02" in system["message"]


@pytest.mark.parametrize(
    ("operations", "places"),
    [
        ("[]", "{}"),
        ("{", "{}"),
        ('{"query": "{ x }"}', '{"0": ["query"]}'),
        ('{"query": "{ x }"}', '{"0": ["variables.file"]}'),
        ('{"query": "{ x }", "variables": {"file": "x"}}', '{"0": ["variables.file"]}'),
        ('{"query": "{ x }", "variables": {"file": null}}', '{"1": ["variables.file"]}'),
        ('{"query": "{ x }", "variables": {"file": null}}', '{"0": "variables.file"}'),
        ('{"query": "{ x }", "variables": {"file": null}}', '{"0": [1]}'),
    ],
)
def test_a_form_that_is_not_by_the_specification_is_a_400(
    server: Server, operations: str, places: str
) -> None:
    response = server.client.post(
        "/graphql",
        data={"operations": operations, "map": places},
        files={"0": ("a.csv", b"x")},
        headers=server.token(TokenRole.EDITOR) | PREFLIGHT,
    )

    assert response.status_code == 400
    assert response.json()["errors"][0]["message"]


def test_two_files_are_a_400(server: Server) -> None:
    response = server.client.post(
        "/graphql",
        data={"operations": "{}", "map": "{}"},
        files={"0": ("a.csv", b"x"), "1": ("b.csv", b"x")},
        headers=server.token(TokenRole.EDITOR) | PREFLIGHT,
    )

    assert response.status_code == 400


def test_a_file_is_not_given_as_json(server: Server) -> None:
    body = {"query": IMPORT, "variables": {"input": {"kind": "organizations", "file": "x"}}}

    answer = server.client.post("/graphql", json=body, headers=server.token(TokenRole.EDITOR))

    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "multipart" in error["message"]


def test_the_registers_are_listed_with_their_columns(server: Server) -> None:
    asked = "{ importKinds { name title { zh en } columns { attribute isRequired } } }"

    kinds = server.client.post("/graphql", json={"query": asked}).json()["data"]["importKinds"]

    named = {one["name"]: one for one in kinds}
    columns = {each["attribute"]: each["isRequired"] for each in named["organizations"]["columns"]}
    assert columns["credit_code"] is True
    assert {"longitude", "latitude"} <= columns.keys()
    assert {"wkt"} <= {each["attribute"] for each in named["districts"]["columns"]}


def test_the_last_imports_are_listed_for_who_may_take_them_back(server: Server) -> None:
    identifier = server.bring(text([row(61)]))["report"]["importId"]
    asked = "{ recentImports(first: 1) { importId kind file importedBy added undoneAt } }"
    body = {"query": asked}

    before = server.client.post("/graphql", json=body, headers=server.token(TokenRole.EDITOR))
    _undo(server, identifier)
    after = server.client.post("/graphql", json=body, headers=server.token(TokenRole.EDITOR))
    reader = server.client.post("/graphql", json=body, headers=server.token(TokenRole.VIEWER))

    (shown,) = before.json()["data"]["recentImports"]
    assert (shown["importId"], shown["kind"], shown["file"]) == (
        identifier,
        "organizations",
        "a.csv",
    )
    assert (shown["added"], shown["undoneAt"]) == (1, None)
    assert after.json()["data"]["recentImports"][0]["undoneAt"] is not None
    assert reader.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
