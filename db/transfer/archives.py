"""Zip archives, opened with care: their size when unpacked, and where their files would go."""

import hashlib
import stat
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from lzma import LZMAError
from os import SEEK_CUR
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from db.transfer.errors import TransferError

FILES_MAX = 10_000
BYTES_MAX = 4 * 2**30
RATIO_MAX = 200.0
"""Times that a file may be larger unpacked than packed; repeated cells of sheets reach 50."""
_SMALL_BYTES = 50 * 2**20
# So few packed bytes unpack to 66 MB at most.
_MEASURED_BYTES = 1 << 16
_NAME_LENGTH_OFFSET = 26
# What the standard library says of archives that are broken, or packed in ways that it lacks.
_BROKEN = (
    BadZipFile,
    EOFError,
    LZMAError,
    NotImplementedError,
    OSError,
    UnicodeDecodeError,
    struct.error,
    zlib.error,
)


def check_archive(file: Path, *, is_believed: bool = True) -> None:
    """Raise `TransferError` unless an archive can be unpacked safely; nothing is unpacked.

    Parameters
    ----------
    is_believed
        Whether the sizes are taken from the archive's own words. Whoever hands it to a reader that
        believes them too has them measured.
    """
    with told_if_broken(file), ZipFile(file) as archive:
        entries = archive.infolist()
    if len(entries) > FILES_MAX:
        raise TransferError(f"{file.name} holds {len(entries):,} files, more than {FILES_MAX:,}")
    total = sum(entry.file_size for entry in entries)
    if total > BYTES_MAX:
        raise TransferError(
            f"{file.name} would unpack to {total:,} bytes, more than {BYTES_MAX:,}: a zip bomb, or "
            "data to be split"
        )
    for entry in entries:
        _check(file, entry)
    if not is_believed:
        with told_if_broken(file):
            _measure(file, entries)


@contextmanager
def told_if_broken(file: Path) -> Iterator[None]:
    """Turn what the standard library says of a broken archive into a `TransferError`."""
    try:
        yield
    except _BROKEN as error:
        raise TransferError(f"{file.name} is no zip archive, or broken: {error}") from error


@contextmanager
def unpacked(file: Path, endings: tuple[str, ...]) -> Iterator[list[Path]]:
    """Hold the files of an archive that have one of some endings, in a folder that goes at the end.

    Only their bare names are used, whatever folders the archive speaks of.

    Raises
    ------
    TransferError
        As `check_archive` does, and where two files have one name, or one is larger than it says.
    """
    check_archive(file)
    with TemporaryDirectory(prefix="quanmap-") as folder, ZipFile(file) as archive:
        made: list[Path] = []
        for entry in archive.infolist():
            name = PurePosixPath(entry.filename.replace("\\", "/")).name
            is_wanted = name.lower().endswith(endings) and not name.startswith("._")
            if entry.is_dir() or not is_wanted:
                continue
            target = Path(folder) / name
            if target.exists():
                raise TransferError(f"{file.name} holds {name} twice; keep one of them")
            with told_if_broken(file):
                _unpack(archive, entry, target, file)
            made.append(target)
        yield made


def _check(file: Path, entry: ZipInfo) -> None:
    name = entry.filename.replace("\\", "/")
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or (len(name) > 1 and name[1] == ":"):
        raise TransferError(
            f"{file.name} holds {entry.filename!r}, a path that leads out of the archive; pack its "
            "files anew, without folders"
        )
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise TransferError(
            f"{file.name} holds {entry.filename!r}, a symbolic link; pack the file itself"
        )
    if entry.flag_bits & 0x1:
        raise TransferError(f"{entry.filename} in {file.name} is encrypted; unpack it first")
    ratio = entry.file_size / max(entry.compress_size, 1)
    if entry.file_size > _SMALL_BYTES and ratio > RATIO_MAX:
        raise TransferError(
            f"{entry.filename} in {file.name} would unpack to {entry.file_size:,} bytes, "
            f"{ratio:.0f} times its size: a zip bomb; nothing was unpacked"
        )


def _measure(file: Path, entries: list[ZipInfo]) -> None:
    """Inflate what could hide much, and compare with what the archive says."""
    with file.open("rb") as stream:
        for entry in entries:
            if entry.compress_type != ZIP_DEFLATED or entry.compress_size < _MEASURED_BYTES:
                continue
            stream.seek(entry.header_offset + _NAME_LENGTH_OFFSET)
            n_name, n_extra = struct.unpack("<HH", stream.read(4))
            stream.seek(n_name + n_extra, SEEK_CUR)
            inflate, size, left = zlib.decompressobj(-zlib.MAX_WBITS), 0, entry.compress_size
            waiting = b""
            while size <= entry.file_size and (waiting or left):
                if not waiting:
                    waiting = stream.read(min(left, 1 << 16))
                    left -= len(waiting)
                size += len(inflate.decompress(waiting, 1 << 20))
                waiting = inflate.unconsumed_tail
            if size > entry.file_size:
                raise TransferError(
                    f"{entry.filename} in {file.name} is larger than the {entry.file_size:,} bytes "
                    "that the archive states: a zip bomb; nothing was unpacked"
                )


def _unpack(archive: ZipFile, entry: ZipInfo, target: Path, file: Path) -> None:
    n_left = entry.file_size
    with archive.open(entry) as source, target.open("xb") as sink:
        while block := source.read(1 << 20):
            n_left -= len(block)
            if n_left < 0:
                raise TransferError(f"{entry.filename} in {file.name} is larger than it says")
            sink.write(block)


def file_sha256(file: Path) -> str:
    """Give the SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
