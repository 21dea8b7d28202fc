"""``quanmap serve``: the first start, the address, the end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import httpx2
import pytest

from commands.serve import EMPTY_FILE_BYTES, address_of, listen, prepare_default_file
from db.engine import open_database
from db.repositories import facts
from tests.commands.conftest import Run

ROOT = Path(__file__).resolve().parent.parent.parent
QUERY = """{ districts(first: 10) { edges { node {
    name organizations(first: 1) { totalCount } coverage { stationReach { ratio } areaRatio }
} } } }"""


@contextmanager
def serving(
    folder: Path, *options: str, **variables: str
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run the server as its user does; give its first line and its process."""
    command = [sys.executable, str(ROOT / "server.py"), "serve", "--port", "0", *options]
    environment = {**os.environ, **variables}
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline(), process
        finally:
            process.terminate()
            process.wait(20)


def address_in(line: str) -> str:
    return line.rsplit(maxsplit=1)[-1].rstrip("/")


def ask(address: str) -> list[dict[str, object]]:
    answer = httpx2.post(f"{address}/graphql", json={"query": QUERY}, timeout=60)
    return [edge["node"] for edge in answer.json()["data"]["districts"]["edges"]]


def test_the_first_start_answers_for_the_seven_districts_of_the_demo_city(folder: Path) -> None:
    with serving(folder) as (line, process):
        nodes = ask(address_in(line))
        process.terminate()
        messages = process.stderr.read() if process.stderr else ""

    assert line.startswith("Quanmap 圈图 is at http://127.0.0.1:")
    assert len(nodes) == 7
    assert "First start" in messages
    assert [file.name for file in folder.iterdir()] == ["quanmap.sqlite3"]


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without asking it")
def test_the_server_ends_on_a_signal(folder: Path, demo_url: str) -> None:
    with serving(folder, QUANMAP_DATABASE_URL=demo_url) as (line, process):
        assert httpx2.get(f"{address_in(line)}/healthz").text == "ok\n"
        process.send_signal(signal.SIGINT)

        assert process.wait(20) == 0


@pytest.mark.slow
def test_several_workers_share_one_address(folder: Path, demo_url: str) -> None:
    with serving(folder, "--workers", "2", QUANMAP_DATABASE_URL=demo_url) as (line, _):
        assert all(len(ask(address_in(line))) == 7 for _ in range(6))


def test_a_database_of_ones_own_without_tables_is_refused_and_left_alone(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUANMAP_DATABASE_URL", "sqlite:///own.sqlite3")

    result = run("serve", "--port", "0")

    assert result.exit_code == 1
    assert "quanmap db upgrade" in result.output
    assert (folder / "own.sqlite3").stat().st_size <= EMPTY_FILE_BYTES


def test_a_default_file_that_is_there_is_left_alone(folder: Path) -> None:
    file = folder / "quanmap.sqlite3"
    content = b"mine" * EMPTY_FILE_BYTES
    file.write_bytes(content)

    prepare_default_file()

    assert file.read_bytes() == content


def test_a_first_start_that_breaks_leaves_nothing_behind(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_database: object) -> None:
        (folder / f"quanmap.sqlite3.{os.getpid()}-wal").touch()
        raise KeyboardInterrupt

    monkeypatch.setattr("commands.demo.fill_with_demo", breaks)

    with pytest.raises(KeyboardInterrupt):
        prepare_default_file()

    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("was_asked_before", [False, True])
def test_the_first_start_makes_one_whole_file(
    run: Run, folder: Path, *, was_asked_before: bool
) -> None:
    if was_asked_before:
        run("db", "check")

    prepare_default_file()

    database = open_database(folder / "quanmap.sqlite3")
    with database.read() as session:
        assert str(facts.latest_fact_day(session)) == "2017-11-01"
    database.dispose()


def test_tables_that_stand_in_the_log_alone_are_left_alone(folder: Path) -> None:
    other = open_database(folder / "quanmap.sqlite3")
    other.upgrade()
    with other.read():
        log = (folder / "quanmap.sqlite3-wal").read_bytes()
    other.dispose()
    (folder / "quanmap.sqlite3").write_bytes(b"")
    (folder / "quanmap.sqlite3-wal").write_bytes(log)

    prepare_default_file()

    assert (folder / "quanmap.sqlite3-wal").read_bytes() == log


def test_the_log_of_a_file_that_was_deleted_is_not_played_into_the_new_one(folder: Path) -> None:
    other = open_database(folder / "quanmap.sqlite3")
    other.upgrade()
    with other.read():
        log = (folder / "quanmap.sqlite3-wal").read_bytes()
    other.dispose()
    (folder / "quanmap.sqlite3").unlink()
    (folder / "quanmap.sqlite3-wal").write_bytes(log)

    prepare_default_file()

    database = open_database(folder / "quanmap.sqlite3")
    with database.read() as session:
        assert str(facts.latest_fact_day(session)) == "2017-11-01"
    database.dispose()


def test_a_port_in_use_is_refused_with_the_remedy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(click.ClickException, match=r"--port"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize("host", ["not a host", "203.0.113.1"])
def test_an_address_that_is_not_ours_is_refused(host: str) -> None:
    with pytest.raises(click.ClickException, match=r"--host"):
        listen(host, 0)


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "http://127.0.0.1:"), ("0.0.0.0", "http://127.0.0.1:")],  # noqa: S104
)
def test_the_address_can_be_opened_on_this_machine(host: str, shown: str) -> None:
    with listen(host, 0) as listener:
        assert address_of(listener) == f"{shown}{listener.getsockname()[1]}/"


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_an_ipv6_address_is_shown_in_brackets() -> None:
    try:
        listener = listen("::1", 0)
    except click.ClickException:
        pytest.skip("this machine has no IPv6 loopback")
    with listener:
        assert address_of(listener) == f"http://[::1]:{listener.getsockname()[1]}/"
