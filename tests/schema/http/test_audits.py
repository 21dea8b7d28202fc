"""The audits of the npm package graphql-http against a live server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

import pytest

from server import Settings, create_app
from tests.conftest import SqliteBackend
from tests.live_server import live_server

SOURCES = Path(__file__).parent / "graphql_http"
N_AUDITS = 61


def without_node(reason: str) -> NoReturn:
    """Skip the audits, or fail where Node is required."""
    if os.environ.get("QUANMAP_REQUIRE_NODE") == "1":
        pytest.fail(f"QUANMAP_REQUIRE_NODE=1, but {reason}")
    pytest.skip(f"GraphQL over HTTP was NOT audited: {reason}")


@pytest.fixture(scope="module")
def audit_folder() -> Path:
    """Give a folder with the packages of the lock, installed once for an environment."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        without_node("Node and npm were not found")
    folder = Path(sys.prefix) / "graphql-http"
    lock = (SOURCES / "package-lock.json").read_bytes()
    if not (folder / "done").is_file() or (folder / "done").read_bytes() != lock:
        folder.mkdir(exist_ok=True)
        for file in SOURCES.iterdir():
            shutil.copy(file, folder)
        command = [str(npm), "ci", "--ignore-scripts", "--fetch-retries=1"]
        installed = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if installed.returncode:
            without_node(f"npm could not install its packages: {installed.stderr[-500:]}")
        (folder / "done").write_bytes(lock)
    shutil.copy(SOURCES / "audit.mjs", folder)
    return folder


def audit(folder: Path, url: str) -> list[dict[str, Any]]:
    command = [str(shutil.which("node")), "audit.mjs", url]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=True, timeout=60
    )
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


def test_all_audits_pass_without_a_warning(
    audit_folder: Path, sqlite_backend: SqliteBackend
) -> None:
    with sqlite_backend.database() as database:
        app = create_app(Settings(database_url=database.address))
        with live_server(app) as address:
            rows = audit(audit_folder, f"{address}/graphql")

    assert [row for row in rows if row["status"] != "ok"] == []
    assert len(rows) == N_AUDITS
