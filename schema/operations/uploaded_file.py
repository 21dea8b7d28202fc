"""A file that came with a request, on disk for as long as it is read."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

_NAME_BYTES = 180


@dataclass(frozen=True, eq=False)
class UploadedFile:
    """A file as it came: the name that its sender gave, and its bytes."""

    name: str
    stream: BinaryIO
    n_bytes: int


def harmless_name(name: str) -> str:
    r"""Give a name that leads nowhere: its last part, printable, not hidden, not too long.

    Examples
    --------
    >>> harmless_name("../../etc/passwd"), harmless_name(r"C:\表\组织.csv"), harmless_name("..")
    ('passwd', '组织.csv', 'upload')
    """
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    path = Path(kept or "upload")
    ending = path.suffix[:16]
    stem = path.stem.encode()[:_NAME_BYTES].decode(errors="ignore")
    return f"{stem}{ending}"


@contextmanager
def kept_on_disk(file: UploadedFile) -> Iterator[Path]:
    """Hold a file in a folder of its own, which is gone afterwards whatever happens."""
    with TemporaryDirectory(prefix="quanmap-import-") as folder:
        path = Path(folder) / harmless_name(file.name)
        file.stream.seek(0)
        with path.open("xb") as target:
            shutil.copyfileobj(file.stream, target, 1 << 20)
        yield path
