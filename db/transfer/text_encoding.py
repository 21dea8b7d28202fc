"""Which encoding a file's text has: its mark, then strict UTF-8, then GB18030, then ask.

GB18030 gives almost any bytes some meaning, so what it gives is believed only if it reads like
Chinese: nine of ten characters beyond ASCII must be ones that GB 2312 has, as everyday Chinese
has them. Latin or Japanese bytes come out as rare characters and are asked about.
"""

import codecs
from collections.abc import Iterator
from pathlib import Path

from db.transfer.errors import TransferError

BLOCK_BYTES = 1 << 20
LINE_BYTES_MAX = 1_000_000
_COMMON_RATIO = 0.9
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_KINDS = (
    (b"PK\x03\x04", "a zip archive or an Excel workbook (.xlsx)"),
    (b"\xd0\xcf\x11\xe0", "an Excel workbook of the old kind (.xls)"),
    (b"SQLite format 3\x00", "a GeoPackage or another SQLite file (.gpkg)"),
    (b"PAR1", "a Parquet file (.parquet)"),
    (b"fgb\x03", "a FlatGeobuf file (.fgb)"),
)


class EncodingUnknownError(TransferError):
    """Text of which no encoding can be believed; the caller has to name one."""


def text_encoding(file: Path, given: str | None = None) -> str:
    """Give the encoding of a file of text, read once from end to end.

    Parameters
    ----------
    given
        What the caller says; it is checked, and no other is tried.

    Raises
    ------
    EncodingUnknownError
        It is neither UTF-8 nor Chinese in GB18030, or not what was given.
    TransferError
        It is no text, or a line is longer than `LINE_BYTES_MAX`.
    """
    with file.open("rb") as stream:
        first = stream.read(BLOCK_BYTES)
    for magic, kind in _OTHER_KINDS:
        if first.startswith(magic):
            raise TransferError(f"{file.name} is no text but {kind}; give it that ending")
    _check_lines(file)
    if given is not None:
        return _given(file, given)
    for mark, name in _MARKS:
        if first.startswith(mark):
            _require(file, name)
            return name
    if b"\x00" in first:
        raise TransferError(f"{file.name} has zero bytes and is no text; save it as CSV in UTF-8")
    if _fault(file, "utf-8") is None:
        return "utf-8"
    if is_chinese(_blocks(file)):
        return "gb18030"
    raise EncodingUnknownError(
        f"the text of {file.name} is not UTF-8 ({_fault(file, 'utf-8')}), and as GB18030 it does "
        "not read like Chinese; name its encoding, such as big5, shift_jis or cp1252"
    )


def bytes_encoding(content: bytes) -> str | None:
    """Give "utf-8" or "gb18030" if bytes are either, "ascii" if they are plain; None if neither.

    Fields of a fixed width may end in the middle of a character: separate them by spaces, and
    replace what is cut before asking.
    """
    if content.isascii():
        return "ascii"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030" if is_chinese(iter([content])) else None
    return "utf-8"


def is_chinese(blocks: Iterator[bytes]) -> bool:
    """Tell whether bytes are GB18030 and read like Chinese."""
    decoder = codecs.getincrementaldecoder("gb18030")("strict")
    n_beyond, n_common = 0, 0
    try:
        for block in blocks:
            text = decoder.decode(block)
            n_plain = len(text.encode("ascii", "ignore"))
            n_beyond += len(text) - n_plain
            n_common += len(text.encode("gb2312", "ignore").decode("gb2312")) - n_plain
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return n_common >= _COMMON_RATIO * n_beyond


def _given(file: Path, name: str) -> str:
    try:
        codecs.lookup(name)
    except LookupError as error:
        raise TransferError(
            f"{name!r} is no encoding; give one such as utf-8, gb18030 or big5"
        ) from error
    _require(file, name)
    return name


def _require(file: Path, name: str) -> None:
    fault = _fault(file, name)
    if fault is not None:
        raise EncodingUnknownError(f"{file.name} is not {name}: {fault}; name another encoding")


def _fault(file: Path, name: str) -> str | None:
    """Give where and why a file is not in an encoding; None where it is."""
    decoder = codecs.getincrementaldecoder(name)("strict")
    n_before = 0
    try:
        for block in _blocks(file):
            decoder.decode(block)
            n_before += len(block)
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        if isinstance(error, UnicodeDecodeError):
            return f"near byte {n_before + error.start}: {error.reason}"
        return str(error)
    return None


def _blocks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while block := stream.read(BLOCK_BYTES):
            yield block


def _check_lines(file: Path) -> None:
    """Refuse a line that no table has: it would be read into memory as a whole."""
    n_line, n_lines = 0, 1
    for block in _blocks(file):
        end = b"\n" if b"\n" in block else b"\r"
        parts = block.split(end)
        lengths = [n_line + len(parts[0]), *map(len, parts[1:])]
        if max(lengths) > LINE_BYTES_MAX:
            line = n_lines + lengths.index(max(lengths))
            raise TransferError(
                f"line {line} of {file.name} is longer than {LINE_BYTES_MAX:,} bytes; no row of a "
                "table is: check the file"
            )
        n_line = lengths[-1]
        n_lines += len(parts) - 1
