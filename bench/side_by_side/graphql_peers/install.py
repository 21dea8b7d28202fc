"""Installing the peers once, into a temporary folder that later runs find again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDER = Path(tempfile.gettempdir()) / f"quanmap-bench-peers-{os.getuid()}"
TIPG = ("tipg==1.6.1", "uvicorn>=0.54", "uvloop>=0.21", "httptools>=0.6")


def postgraphile() -> list[str]:
    """Give the command that starts PostGraphile 5, on the Node 22 that npm's package has."""
    folder = FOLDER / "postgraphile"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "graphile.config.mjs"):
        shutil.copy(HERE / name, folder / name)
    programs = folder / "node_modules" / ".bin"
    if not (programs / "postgraphile").exists():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=folder, check=True)
    settings = folder / "graphile.config.mjs"
    return [str(programs / "node"), str(programs / "postgraphile"), "-C", str(settings)]


def tipg() -> list[str]:
    """Give the command that starts tipg, but for its port."""
    folder = FOLDER / "tipg"
    python = folder / "bin" / "python"
    if not (folder / "bin" / "uvicorn").exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *TIPG], check=True)
    return [str(python), "-m", "uvicorn", "tipg.main:app", "--log-level", "warning"]


if __name__ == "__main__":
    print(postgraphile(), tipg(), file=sys.stderr)
