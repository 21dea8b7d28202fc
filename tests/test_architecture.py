"""The order of the layers: who may import whom, and that importing does nothing."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("server", "commands", "schema", "maps", "db", "geo")

# The longest matching path decides. A module may always import its own layer.
MAY_IMPORT: dict[str, frozenset[str]] = {
    "geo": frozenset(),
    "db": frozenset(),
    "db/demo": frozenset({"geo"}),
    "db/transfer": frozenset({"geo"}),
    "maps": frozenset({"geo"}),
    "schema": frozenset({"db", "geo"}),
    "commands": frozenset({"schema", "db", "geo", "maps", "server"}),
    "server.py": frozenset({"schema", "db", "geo", "maps", "commands"}),
}

# A third party is imported below these paths and nowhere else.
ONLY_IN: dict[str, tuple[str, ...]] = {
    "strawberry": ("schema",),
    "graphql": ("schema",),
    "sqlalchemy": ("db",),
    "geoalchemy2": ("db",),
    "alembic": ("db",),
    "psycopg": ("db",),
    "sqlite3": ("db",),
    "folium": ("maps",),
    "branca": ("maps",),
    "pyproj": ("geo", "db/geodesic.py"),
    "highspy": ("geo/location",),
    "starlette": (
        "commands/console_page.py",
        "commands/error_answers.py",
        "commands/guards.py",
        "commands/map_pages.py",
        "commands/serve.py",
        "commands/stopping.py",
        "schema/compiled/short_way.py",
        "schema/http",
        "server.py",
    ),
    "uvicorn": ("commands/serve.py",),
    "click": ("commands", "server.py"),
    "rich": ("commands",),
    "dotenv": ("commands/setting_values.py",),
}
NOT_IN: dict[str, tuple[str, ...]] = {"strawberry": ("schema/operations",)}

# What opens, reads or starts something when it is called.
STARTERS = frozenset(
    {
        "create_app",
        "create_async_engine",
        "create_engine",
        "Highs",
        "open_database",
        "ProcessPoolExecutor",
        "Session",
        "sessionmaker",
        "Settings",
        "ThreadPoolExecutor",
    }
)
VAGUE_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "manager", "misc"})


@dataclass(frozen=True)
class Module:
    path: str
    tree: ast.Module


def read_modules(root: Path) -> Iterator[Module]:
    for layer in LAYERS:
        files = sorted((root / layer).rglob("*.py"))
        if (root / f"{layer}.py").is_file():
            files.append(root / f"{layer}.py")
        for file in files:
            if "node_modules" not in file.parts:
                text = file.read_text(encoding="utf-8")
                yield Module(file.relative_to(root).as_posix(), ast.parse(text, str(file)))


def imported_names(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                yield "." * node.level, node.lineno
            elif node.module is not None:
                yield node.module, node.lineno


def is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def wrong_arrows(module: Module) -> Iterator[str]:
    own = module.path.split("/")[0].removesuffix(".py")
    rule = max((rule for rule in MAY_IMPORT if is_below(module.path, rule)), key=len)
    for name, line in imported_names(module.tree):
        top = name.split(".")[0]
        where = f"{module.path}:{line} imports {name}"
        if not top:
            yield f"{where}: imports are absolute"
        elif top == "tests" or (top in LAYERS and top != own and top not in MAY_IMPORT[rule]):
            yield f"{where}: {rule} may import {sorted(MAY_IMPORT[rule]) or 'no other layer'}"
        elif top in ONLY_IN and not any(is_below(module.path, home) for home in ONLY_IN[top]):
            yield f"{where}: only {', '.join(ONLY_IN[top])} may"
        elif any(is_below(module.path, folder) for folder in NOT_IN.get(top, ())):
            yield f"{where}: {', '.join(NOT_IN[top])} may not"


def run_on_import(statements: list[ast.stmt]) -> Iterator[ast.AST]:
    """Walk what runs when the module is imported: not the bodies of functions."""
    pending: list[ast.AST] = [statement for statement in statements if not is_main_guard(statement)]
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            pending.extend([*node.decorator_list, *node.args.defaults])
            pending.extend(default for default in node.args.kw_defaults if default is not None)
        elif not isinstance(node, ast.Lambda):
            pending.extend(ast.iter_child_nodes(node))


def is_main_guard(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and "__main__" in ast.dump(statement.test)


def started_on_import(module: Module) -> Iterator[str]:
    if module.path == "db/migrations/env.py":
        return  # Alembic runs this file; nobody imports it.
    for node in run_on_import(module.tree.body):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else None
            name = function.id if isinstance(function, ast.Name) else name
            if name in STARTERS:
                yield f"{module.path}:{node.lineno} calls {name} when it is imported"


def violations(root: Path) -> list[str]:
    return [
        violation
        for module in read_modules(root)
        for check in (wrong_arrows, started_on_import)
        for violation in check(module)
    ]


def test_every_import_follows_the_arrows_and_starts_nothing() -> None:
    assert violations(ROOT) == []


def test_all_layers_are_seen() -> None:
    seen = {module.path.split("/")[0].removesuffix(".py") for module in read_modules(ROOT)}

    assert seen == set(LAYERS)


@pytest.mark.parametrize(
    ("path", "text", "complaint"),
    [
        ("geo/area.py", "import db.models", "geo may import no other layer"),
        ("geo/area.py", "def f():\n    from maps import layers", "geo may import no other layer"),
        ("db/engine.py", "from geo import crs", "db may import no other layer"),
        ("db/engine.py", "from . import models", "imports are absolute"),
        ("db/demo/city.py", "from schema import build", "db/demo may import ['geo']"),
        ("maps/layers.py", "from db.models import District", "maps may import ['geo']"),
        ("schema/build.py", "import server", "schema may import ['db', 'geo']"),
        ("schema/build.py", "import maps.layers", "schema may import ['db', 'geo']"),
        ("server.py", "from tests import conftest", "server.py may import"),
        ("db/errors.py", "import strawberry", "only schema may"),
        ("schema/loaders.py", "from sqlalchemy import select", "only db may"),
        ("schema/loaders.py", "import geoalchemy2.shape", "only db may"),
        ("commands/map.py", "from folium import Map", "only maps may"),
        ("maps/layers.py", "import pyproj", "only geo, db/geodesic.py may"),
        ("schema/operations/coverage.py", "import strawberry", "schema/operations may not"),
        ("db/engine.py", "engine = create_engine('sqlite://')", "calls create_engine"),
        ("db/engine.py", "class A:\n    e = db.open_database('x')", "calls open_database"),
        ("server.py", "def f(settings=Settings()): ...", "calls Settings when it is imported"),
        ("server.py", "try:\n    app = create_app(1)\nfinally:\n    pass", "calls create_app"),
    ],
)
def test_a_wrong_module_is_found(tmp_path: Path, path: str, text: str, complaint: str) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")

    found = violations(tmp_path)

    assert len(found) == 1
    assert complaint in found[0]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("geo/area.py", "import numpy\nfrom geo.crs import project"),
        ("db/demo/city.py", "from geo import distance\nfrom db.models import District"),
        ("schema/build.py", "import strawberry\nfrom db import engine\nfrom geo import crs"),
        ("server.py", "from maps import layers\ndef main():\n    return Settings()"),
        ("server.py", "if __name__ == '__main__':\n    create_app(Settings())"),
    ],
)
def test_a_right_module_passes(tmp_path: Path, path: str, text: str) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")

    assert violations(tmp_path) == []


def test_no_module_has_a_vague_name() -> None:
    vague = [
        module.path
        for module in read_modules(ROOT)
        if VAGUE_NAMES & set(module.path.removesuffix(".py").split("/"))
    ]

    assert vague == []


def test_every_test_folder_is_a_package() -> None:
    folders = {file.parent for file in (ROOT / "tests").rglob("test_*.py")}

    assert [
        str(folder) for folder in sorted(folders) if not (folder / "__init__.py").is_file()
    ] == []


def test_no_layer_hides_a_module_of_the_standard_library() -> None:
    assert set(LAYERS) & sys.stdlib_module_names == set()
