"""The encoding of a shapefile's attributes, told from their bytes and not from its .cpg."""

import struct
from dataclasses import dataclass
from pathlib import Path

from db.transfer.text_encoding import bytes_encoding

_BYTES_MAX = 8 * 2**20
_HEADER_BYTES, _FIELD_BYTES = 32, 32
_NAMES = {"936": "gb18030", "CP936": "gb18030", "GBK": "gb18030", "GB2312": "gb18030"}


@dataclass(frozen=True)
class DbfEncoding:
    """What the text of a .dbf is in.

    Attributes
    ----------
    found
        By its bytes: "utf-8", "gb18030", "ascii", or None if it is neither.
    declared
        By its .cpg; None without one.
    """

    found: str | None
    declared: str | None

    @property
    def is_contradicted(self) -> bool:
        """Whether the .cpg says something else than the bytes."""
        if self.declared is None or self.found in (None, "ascii"):
            return False
        return _normal(self.declared) != self.found


def dbf_encoding(shapefile: Path) -> DbfEncoding:
    """Tell the encoding of the text beside a .shp, from at most 8 MB of it."""
    dbf, cpg = shapefile.with_suffix(".dbf"), shapefile.with_suffix(".cpg")
    declared = None
    if cpg.is_file():
        declared = cpg.read_bytes()[:100].decode("ascii", "replace").strip() or None
    return DbfEncoding(bytes_encoding(_text_of(dbf)), declared)


def _text_of(dbf: Path) -> bytes:
    """Give names and text cells, each without the half character that a fixed width may leave."""
    with dbf.open("rb") as stream:
        head = stream.read(_HEADER_BYTES)
        if len(head) < _HEADER_BYTES:
            return b""
        n_head, n_record = struct.unpack_from("<HH", head, 8)
        fields = stream.read(max(n_head - _HEADER_BYTES, 0))
        records = stream.read(_BYTES_MAX)
    texts, places, offset = [], [], 1
    for start in range(0, len(fields) - _FIELD_BYTES + 1, _FIELD_BYTES):
        field = fields[start : start + _FIELD_BYTES]
        if field[0] == 0x0D:
            break
        texts.append(field[:11].split(b"\x00")[0])
        width = field[16]
        if field[11:12] == b"C":
            places.append((offset, width))
        offset += width
    for start in range(0, len(records) - n_record + 1, max(n_record, 1)):
        for place, width in places:
            cell = records[start + place : start + place + width]
            # A cell that is full may end in the middle of a character.
            is_full = cell[-1:] not in (b" ", b"\x00")
            texts.append(_whole(cell) if is_full else cell.rstrip(b" \x00"))
    return b" ".join(texts)


def _whole(cell: bytes) -> bytes:
    for n_cut in range(4):
        part = cell[: len(cell) - n_cut]
        if bytes_encoding(part) is not None:
            return part
    return cell


def _normal(name: str) -> str:
    upper = name.upper().replace("-", "").replace("_", "").replace(" ", "")
    if upper in ("UTF8", "65001"):
        return "utf-8"
    return _NAMES.get(upper, "gb18030" if upper == "GB18030" else upper.lower())
