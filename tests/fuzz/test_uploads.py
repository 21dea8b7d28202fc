"""Forms with files that are broken in every part: refused in words, and nothing is written."""

from __future__ import annotations

import random
from collections.abc import Iterator

import orjson
import pytest

from tests.conftest import Backend
from tests.fuzz.served import Served, served

# Of a form that ends within its file the reader leaves the file to the end of the request.
pytestmark = pytest.mark.filterwarnings(
    "ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
)
IMPORT = """mutation ($input: ImportInput!) { importFile(input: $input) {
  report { isStored } userErrors { code message } } }"""
BOUNDARY = "quanmap"
INPUT = {"kind": "ORGANIZATIONS", "file": None, "isDryRun": True}
FILE = b"name,credit_code\r\nA,1\r\n"
PATH = "variables.input.file"
OPERATIONS = orjson.dumps({"query": IMPORT, "variables": {"input": INPUT}})
MAP = orjson.dumps({"0": [PATH]})


def part(name: str, content: bytes, *, filename: str | None = None, more: str = "") -> bytes:
    """Write one part of a form."""
    named = "" if filename is None else f'; filename="{filename}"'
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n{more}\r\n'
    return head.encode("utf-8", "surrogateescape") + content + b"\r\n"


def form(
    operations: bytes = OPERATIONS, paths: bytes = MAP, file: bytes = FILE, filename: str = "a.csv"
) -> bytes:
    """Write a whole form."""
    parts = part("operations", operations), part("map", paths), part("0", file, filename=filename)
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


WHOLE = form()
END = f"--{BOUNDARY}--\r\n".encode()
FORMS = {
    "nothing": b"",
    "only an end": END,
    "no end": WHOLE[: -len(END)],
    "another boundary": WHOLE.replace(BOUNDARY.encode(), b"other"),
    "bare line feeds": WHOLE.replace(b"\r\n", b"\n"),
    "no parts but text": b"x" * 10_000,
    "the file first": part("0", FILE, filename="a.csv") + WHOLE,
    "operations twice": part("operations", OPERATIONS) + WHOLE,
    "operations as a file": part("operations", OPERATIONS, filename="o.json") + END,
    "no map": part("operations", OPERATIONS) + part("0", FILE, filename="a.csv") + END,
    "two files": part("1", FILE, filename="b.csv") + WHOLE,
    "a thousand parts": b"".join(part(f"p{number}", b"x") for number in range(1_000)) + WHOLE,
    "a thousand files": b"".join(part(f"f{number}", b"x", filename="x") for number in range(1_000))
    + WHOLE,
    "a part without a name": WHOLE.replace(b'name="0"; ', b""),
    "a part of no form": WHOLE.replace(b"form-data", b"attachment"),
    "headers without end": part("operations", b"x", more="X: y\r\n" * 5_000) + END,
    "a header of 1 MB": part("operations", b"x", more=f"X: {'y' * 900_000}\r\n") + END,
    "nulls": part("operations", b"\0" * 5_000) + END,
    "operations of 2 MB": form(operations=b" " * 2_000_000 + OPERATIONS),
    "operations that are a list": form(operations=b"[" + OPERATIONS + b"]"),
    "operations that are deep": form(operations=b"[" * 100_000),
    "operations that are no text": form(operations=b"\xff\xfe\x00"),
    "a query that is a number": form(operations=b'{"query": 1, "variables": {"a": null}}'),
    "variables that are a list": form(operations=OPERATIONS.replace(b'{"input"', b'[{"input"')),
    "no variables": form(operations=orjson.dumps({"query": IMPORT})),
    "a map that is a list": form(paths=b"[]"),
    "a map of nothing": form(paths=b"{}"),
    "a map of another file": form(paths=b'{"1": ["variables.input.file"]}'),
    "a map of operations": form(paths=b'{"operations": ["variables.input.file"]}'),
    "a map that leads nowhere": form(paths=b'{"0": ["variables.nowhere.file"]}'),
    "a map to the query": form(paths=b'{"0": ["query"]}'),
    "a map to a method": form(paths=b'{"0": ["variables.__class__.file"]}'),
    "a map to what is there": form(paths=b'{"0": ["variables.input.kind"]}'),
    "a map of many dots": form(paths=b'{"0": ["variables' + b".a" * 100_000 + b'"]}'),
    "a map without paths": form(paths=b'{"0": null}'),
    "a map of numbers": form(paths=b'{"0": [1]}'),
    "a map of a place twice": form(paths=orjson.dumps({"0": [PATH, PATH]})),
    "a huge file name": form(filename="a" * 500_000 + ".csv"),
    "an empty file name": form(filename=""),
    "a file name of another folder": form(filename="../../../etc/passwd"),
    "a file name of a null": form(filename="a\0.csv"),
    "a file name of no text": form(filename="\udcff\udcfe.csv"),
    "a file name of a template": form(filename="{{7*7}}<script>${7*7}.csv"),
    "a file without end": form(filename="a"),
    "a file of another kind": form(file=b"PK\x03\x04" + b"\0" * 100, filename="a.xlsx"),
    "a broken archive": form(file=b"PK\x05\x06" + b"\xff" * 18, filename="a.zip"),
    "a broken database": form(file=b"SQLite format 3\0" + b"\xff" * 100, filename="a.gpkg"),
    "a broken column file": form(file=b"PAR1" + b"\xff" * 20 + b"PAR1", filename="a.parquet"),
    "a file of nothing": form(file=b""),
    "a file of nulls": form(file=b"\0" * 100_000),
    "a line of 1 MB": form(file=b"a," * 500_000),
}


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgis", marks=pytest.mark.slow)])
def app(request: pytest.FixtureRequest) -> Iterator[Served]:
    backend: Backend = request.getfixturevalue(f"{request.param}_backend")
    with backend.database() as database, served(database) as made:
        yield made


def send(app: Served, content: bytes, role: str = "EDITOR", boundary: str = BOUNDARY) -> int:
    """Send a form, check the answer, give its status."""
    headers = {
        **app.headers[role],
        "content-type": f"multipart/form-data; boundary={boundary}",
        "x-quanmap-preflight": "1",
    }
    answer = app.client.post("/graphql", content=content, headers=headers)
    app.check(answer, content[:2_000].decode("utf-8", "replace"))
    return int(answer.status_code)


@pytest.mark.parametrize("content", FORMS.values(), ids=FORMS.keys())
def test_a_form_that_is_broken_is_refused_in_words_and_writes_nothing(
    app: Served, content: bytes
) -> None:
    before = app.held()

    assert send(app, content) < 500
    assert app.held() == before


@pytest.mark.parametrize("boundary", ["", '"', "x" * 5_000, '""', "\t", "a b", "quan;map"])
def test_a_boundary_that_is_none_is_refused(app: Served, boundary: str) -> None:
    assert send(app, WHOLE, boundary=boundary) in range(400, 500)


def test_a_whole_form_is_answered(app: Served) -> None:
    assert send(app, WHOLE) == 200


@pytest.mark.slow
def test_forms_that_were_hit_at_random_are_answered_in_words(app: Served) -> None:
    chance, before = random.Random(11), app.held()  # noqa: S311 (no secret)
    for _ in range(400):
        content = bytearray(WHOLE)
        for _ in range(chance.randint(1, 8)):
            place = chance.randrange(len(content))
            kind = chance.randrange(3)
            if kind == 0:
                content[place] = chance.randrange(256)
            elif kind == 1:
                del content[place : place + chance.randrange(40)]
            else:
                content[place:place] = content[place : place + chance.randrange(60)]
        assert send(app, bytes(content)) < 500
    assert app.held() == before
