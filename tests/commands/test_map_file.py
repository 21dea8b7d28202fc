"""Files appear whole or not at all."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from commands.map_file import write_files


def test_files_replace_what_was_there_and_keep_its_permissions(folder: Path) -> None:
    file = folder / "map.html"
    file.write_text("old")
    file.chmod(0o640)

    assert write_files({file: b"new", folder / "other.html": b"other"}) == [
        file,
        folder / "other.html",
    ]

    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"new", 0o640)
    assert sorted(path.name for path in folder.iterdir()) == ["map.html", "other.html"]


def test_a_full_disk_leaves_the_old_file_and_nothing_beside_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = folder / "one.png", folder / "two.png"
    first.write_bytes(b"old")
    write_bytes = Path.write_bytes

    def fill(path: Path, content: bytes) -> int:
        if "two" in path.name:
            write_bytes(path, content[:1])
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        return write_bytes(path, content)

    monkeypatch.setattr(Path, "write_bytes", fill)
    with pytest.raises(OSError, match="No space left") as refused:
        write_files({first: b"new", second: b"new"})

    assert refused.value.filename == str(second)
    assert first.read_bytes() == b"old"
    assert [path.name for path in folder.iterdir()] == ["one.png"]


def test_a_link_stays_one(folder: Path) -> None:
    target, link = folder / "target.html", folder / "link.html"
    target.write_bytes(b"old")
    link.symlink_to(target)

    write_files({link: b"new"})

    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_device_is_written_to_not_replaced() -> None:
    null = Path("/dev/null")

    write_files({null: b"new"})

    assert null.is_char_device()
