"""The mapping file: which header is which column, what every row has, what a word means.

TOML, so that a clerk can edit what a dry run wrote.
"""

import tomllib
from collections.abc import Mapping as Pairs
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.transfer.errors import TransferError
from db.transfer.findings import Rule
from db.transfer.kinds import Kind

if TYPE_CHECKING:
    from db.transfer.matching import Match

SKIPPABLE = (Rule.CREDIT_CODE,)
"""Rules that a city may do without: elsewhere, organizations have other codes."""
REFUSING = (Rule.OUTSIDE_DISTRICT,)
"""Rules that only remark, because the register keeps such entries as issues, and may refuse."""

_TABLES = ("columns", "constants", "values", "rules")


class MappingError(TransferError):
    """A mapping file that does not fit the register or the file."""


@dataclass(frozen=True)
class Mapping:
    """A mapping file.

    Attributes
    ----------
    columns
        Headers of the file, by attribute.
    constants
        What every row has, by attribute; "{row}" stands for the row's number.
    values
        What words of the file mean, by attribute: `{"kind": {"民办": "SOCIAL"}}`.
    ignored
        Headers to leave behind.
    skipped
        Rules that do not hold for this file.
    refused
        Rules that refuse a row where they would only remark on it.
    """

    columns: Pairs[str, str] = field(default_factory=dict)
    constants: Pairs[str, Any] = field(default_factory=dict)
    values: Pairs[str, Pairs[str, Any]] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    skipped: frozenset[Rule] = frozenset()
    refused: frozenset[Rule] = frozenset()

    def check(self, kind: Kind, headers: Sequence[str], places: Sequence[str]) -> None:
        """Raise `MappingError` for a column, header or value that does not exist."""
        attributes = [column.attribute for column in kind.columns]
        for name in (*self.columns, *self.constants, *self.values):
            if name not in attributes and name not in places:
                raise MappingError(
                    f"the mapping names {name!r}, which {kind.name} do not have; they have "
                    f"{', '.join([*attributes, *places])}"
                )
        for name in (*self.columns.values(), *self.ignored):
            if name not in headers:
                raise MappingError(
                    f"the mapping names the header {name!r}, which the file does not have; it has "
                    f"{', '.join(headers)}"
                )


def read_mapping(file: Path) -> Mapping:
    """Read a mapping file.

    Raises
    ------
    MappingError
        It is no TOML, or has what no mapping has.
    """
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(f"{file} is no TOML in UTF-8: {error}") from error
    unknown = set(document) - {*_TABLES, "kind", "ignore"}
    if unknown:
        raise MappingError(
            f"{file} has {', '.join(sorted(unknown))}; a mapping has kind, ignore and the tables "
            f"{', '.join(_TABLES)}"
        )
    for name in _TABLES:
        if not isinstance(document.get(name, {}), dict):
            raise MappingError(f"{name} in {file} is no table; write [{name}] above its lines")
    columns = document.get("columns", {})
    if not all(isinstance(header, str) for header in columns.values()):
        raise MappingError(f"[columns] in {file} gives each attribute a header in quotation marks")
    return Mapping(
        columns,
        document.get("constants", {}),
        document.get("values", {}),
        tuple(document.get("ignore", ())),
        _rules(document, "skip", SKIPPABLE, file),
        _rules(document, "refuse", REFUSING, file),
    )


def _rules(
    document: Pairs[str, Any], name: str, allowed: Sequence[Rule], file: Path
) -> frozenset[Rule]:
    given = document.get("rules", {}).get(name, [])
    if not isinstance(given, list) or not set(given) <= {rule.value for rule in allowed}:
        raise MappingError(f"rules.{name} in {file} is a list of some of {', '.join(allowed)}")
    return frozenset(Rule(one) for one in given)


def write_mapping(file: Path, kind: Kind, match: "Match") -> None:
    """Write how the headers of a file were understood, with what is open, for a person to edit."""
    lines = [
        "# 列对应关系 / Which header is which column. Edit it, and give it by --mapping.",
        f"kind = {_quoted(kind.name)}",
        "",
        "# 属性 = 表头 / attribute = header of the file",
        "[columns]",
        *(f"{name} = {_quoted(one.header)}" for name, one in match.columns.items()),
    ]
    open_attributes = [
        column
        for column in kind.columns
        if column.attribute not in {*match.columns, *match.constants}
    ]
    for column in open_attributes:
        need = "必填 required" if column.attribute in match.missing else "可选 optional"
        lines.append(f"# {column.attribute} = {_quoted(column.zh)}  # {need}")
    for title, headers in (("未使用 / unused", match.unused), ("个人信息, 不导入", match.personal)):
        if headers:
            lines += ["", f"# {title}: {', '.join(map(_quoted, headers))}"]
    lines += [
        "",
        "# 每一行都有的值, {row} 为行号 / what every row has; {row} is its number",
        "[constants]",
        *(f"{name} = {_literal(value)}" for name, value in match.constants.items()),
        "",
        "# 例 / such as:",
        "# [values.kind]",
        '# "民办" = "SOCIAL"',
        "# [rules]",
        f"# skip = [{', '.join(_quoted(rule.value) for rule in SKIPPABLE)}]",
        f"# refuse = [{', '.join(_quoted(rule.value) for rule in REFUSING)}]",
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " else f"\\u{ord(c):04X}" for c in escaped) + '"'


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else _quoted(str(value))
