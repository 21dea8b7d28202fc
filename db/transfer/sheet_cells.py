"""Cells of a workbook whose formulas failed or were never worked out; calamine shows them empty."""

import re
from pathlib import Path
from zipfile import ZipFile

_BLOCK = 1 << 20
_OVERLAP = 4_096
# Cells of the type "e" are errors; a formula without a value was never worked out.
_ERROR = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*\bt="e"[^>]*>(?:<f[^>]*>[^<]*</f>)?<v>([^<]*)'
)
_UNKNOWN = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<f[^>]*>[^<]*</f>\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
_SHEET = re.compile(rb"<sheet\b[^>]*>")
_NAME = re.compile(rb'\bname="([^"]*)"')
_RELATION = re.compile(rb'\br:id="([^"]*)"')
_BYTES_MAX = 300 * 2**20


def cell_faults(file: Path, sheet: str) -> dict[int, tuple[str, str]]:
    """Give the rows with such cells: which cell, and why, in Chinese and English.

    Sheets of more than 300 MB of XML are not looked through.
    """
    with ZipFile(file) as archive:
        part = _part_of(archive, sheet)
        if part is None or archive.getinfo(part).file_size > _BYTES_MAX:
            return {}
        found: dict[int, tuple[str, str]] = {}
        with archive.open(part) as stream:
            rest = b""
            while block := stream.read(_BLOCK):
                text = rest + block
                for match in _ERROR.finditer(text):
                    cell, error = (match[1] + match[2]).decode(), match[3].decode()
                    found[int(match[2])] = (
                        f"单元格 {cell} 的公式出错 ({error})",
                        f"the formula in {cell} gives {error}",
                    )
                for match in _UNKNOWN.finditer(text):
                    cell = (match[1] + match[2]).decode()
                    found[int(match[2])] = (
                        f"单元格 {cell} 的公式没有计算结果, 请在 Excel 中打开并保存",
                        f"the formula in {cell} was never worked out: open and save it in Excel",
                    )
                rest = text[-_OVERLAP:]
        return found


def _part_of(archive: ZipFile, sheet: str) -> str | None:
    """Give the file of the archive that holds a sheet."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return None
    relation = None
    for tag in _SHEET.findall(archive.read("xl/workbook.xml")):
        name, identifier = _NAME.search(tag), _RELATION.search(tag)
        if name and identifier and _unescaped(name[1].decode()) == sheet:
            relation = identifier[1]
    if relation is None:
        return None
    for tag in re.findall(rb"<Relationship\b[^>]*>", archive.read("xl/_rels/workbook.xml.rels")):
        target = re.search(rb'\bTarget="([^"]*)"', tag)
        if b'Id="' + relation + b'"' in tag and target:
            path = target[1].decode().removeprefix("/").removeprefix("xl/")
            return f"xl/{path}" if f"xl/{path}" in names else None
    return None


def _unescaped(text: str) -> str:
    for mark, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(mark, character)
    return text
