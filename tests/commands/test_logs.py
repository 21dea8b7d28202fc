"""The lines of the log."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.logs import HIDDEN, LOGGERS, set_up_logging
from schema.http.messages import REQUEST_ID


@pytest.fixture(autouse=True)
def _log_as_before() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [(one.handlers, one.level, one.propagate) for one in loggers]
    yield
    for one, state in zip(loggers, before, strict=True):
        one.handlers, one.level, one.propagate = state


def test_a_line_is_an_object_with_its_request(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("json", "info")
    token = REQUEST_ID.set("abc")
    try:
        logging.getLogger("quanmap.access").info("request", extra={"path": "/区", "status": 200})
    finally:
        REQUEST_ID.reset(token)

    line = json.loads(capsys.readouterr().err)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request",
        "level": "info",
        "logger": "quanmap.access",
        "path": "/区",
        "request_id": "abc",
        "status": 200,
    }


@pytest.mark.parametrize(
    ("words", "secret"),
    [
        ("token quanmap_abcdefghijklmnopqrstuvwxyz0123456789 is late", "quanmap_abc"),
        ("Bearer abc.def is none", "abc.def"),
        ("got eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln", "eyJzdWIiOiJhIn0"),
        ("postgresql://quanmap:hunter2@db.example/quanmap is away", "hunter2"),
        ("host=db password=hunter2 user=quanmap", "hunter2"),
    ],
)
def test_secrets_are_hidden_in_words_and_tracebacks(
    words: str, secret: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logging("json", "info")
    logger = logging.getLogger("quanmap.server")
    logger.error("it said: %s", words, exc_info=ValueError(words))

    written = capsys.readouterr().err
    assert secret not in written
    assert HIDDEN in written
    assert "ValueError" in written


def test_values_named_secrets_are_hidden(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("console", "warning")

    logging.getLogger("quanmap.x").warning("sent", extra={"authorization": "Basic eA=="})
    logging.getLogger("quanmap.x").info("not written")

    written = capsys.readouterr().err
    assert "eA==" not in written
    assert "not written" not in written


def test_what_json_does_not_know_is_written_as_words(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("json", "info")

    logging.getLogger("quanmap.x").info("took %s", 3, extra={"at": Path("区"), "n": 2**70})

    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["n"]) == ("took 3", 2**70)
    assert "区" in line["at"]
