"""What came of a file, as a workbook for a person or as JSON for a program."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

from db.transfer.errors import TransferError
from db.transfer.findings import Finding, shown
from db.transfer.import_report import ImportReport
from db.transfer.workbook import new_workbook

_HEADERS = (
    "文件 File",
    "工作表 Sheet",
    "行 Row",
    "列 Column",
    "值 Value",
    "规则 Rule",
    "结果 Outcome",
    "说明",
    "Message",
    "建议",
    "Suggestion",
)
_WIDTHS = (24, 12, 8, 20, 28, 22, 16, 40, 48, 40, 48)
_CHANGE_HEADERS = ("行 Row", "列 Column", "原值 Before", "新值 After")
_CHANGES_SHOWN = 100_000


def write_report(report: ImportReport, file: Path) -> None:
    """Write a report; the ending of the name, .xlsx or .json, says as what.

    Raises
    ------
    TransferError
        For another ending.
    """
    kind = file.suffix.lower()
    if kind == ".json":
        file.write_bytes(orjson.dumps(as_object(report), option=orjson.OPT_INDENT_2) + b"\n")
    elif kind == ".xlsx":
        _write_workbook(report, file)
    else:
        raise TransferError(f"a report is .xlsx or .json, not {file.name}")


def as_object(report: ImportReport) -> dict[str, Any]:
    """Give a report as one JSON object."""
    return {
        "kind": report.kind.name,
        "file": report.file,
        "sheet": report.sheet,
        "encoding": report.encoding,
        "crs": report.crs,
        "isStored": report.is_stored,
        "importId": report.import_id,
        "rows": report.n_rows,
        "added": report.n_added,
        "updated": report.n_updated,
        "unchanged": report.n_unchanged,
        "refused": report.n_refused,
        "columns": {name: one.header for name, one in report.match.columns.items()},
        "constants": {name: str(value) for name, value in report.match.constants.items()},
        "unusedColumns": list(report.match.unused),
        "personalColumns": list(report.match.personal),
        "remarks": [{"zh": zh, "en": en} for zh, en in report.remarks],
        "datum": None
        if report.proposal is None
        else {
            "verdict": report.proposal.verdict.value,
            "declared": report.proposal.declared.reading.name,
            "best": report.proposal.best.reading.name,
            "message": dict(zip(("zh", "en"), report.proposal.message, strict=True)),
        },
        "findingsByRule": {rule.value: count for rule, count in report.findings.counts.items()},
        "findings": [_finding(one) for one in report.findings.ordered()],
        "changes": [
            {"row": row, "column": column, "before": before, "after": after}
            for row, column, before, after in changes(report)
        ],
    }


def changes(report: ImportReport, limit: int = _CHANGES_SHOWN) -> list[tuple[int, str, str, str]]:
    """Give what updates change: the row, the column's header, before and after."""
    found: list[tuple[int, str, str, str]] = []
    for one in report.changes:
        for name, after in one.after.items():
            column = report.kind.column(name)
            header = (
                report.match.columns[name].header if name in report.match.columns else column.zh
            )
            found.append((one.row, header, shown(one.before[name]), shown(after)))
        if len(found) >= limit:
            break
    return found[:limit]


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "file": one.file,
        "sheet": one.sheet,
        "row": one.row,
        "column": one.column,
        "value": one.value,
        "rule": one.rule.value,
        "refused": one.is_refusal,
        "message": {"zh": one.message_zh, "en": one.message_en},
        "suggestion": {"zh": one.suggestion_zh, "en": one.suggestion_en},
    }


def _write_workbook(report: ImportReport, file: Path) -> None:
    with new_workbook(file) as workbook:
        bold = workbook.add_format({"bold": True, "bg_color": "#E8EEF4"})
        _write_table(workbook, bold, "概要 Summary", ("项目", "Item", "Value"), _summary(report))
        rows = [
            (
                one.file,
                one.sheet or "",
                one.row,
                one.column,
                one.value,
                one.rule.value,
                "拒绝 refused" if one.is_refusal else "提示 remark",
                one.message_zh,
                one.message_en,
                one.suggestion_zh,
                one.suggestion_en,
            )
            for one in report.findings.ordered()
        ]
        _write_table(workbook, bold, "问题 Findings", _HEADERS, rows, _WIDTHS)
        if report.changes:
            rows_changed = changes(report)
            _write_table(workbook, bold, "更新 Changes", _CHANGE_HEADERS, rows_changed)


def _write_table(
    workbook: Any,
    bold: Any,
    name: str,
    headers: Sequence[str],
    rows: Sequence[Sequence[Any]],
    widths: Sequence[int] = (16, 24, 40, 40),
) -> None:
    sheet = workbook.add_worksheet(name)
    sheet.write_row(0, 0, headers, bold)
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, row)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    sheet.freeze_panes(1, 0)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(headers) - 1)


def _summary(report: ImportReport) -> list[tuple[str, str, Any]]:
    rows: list[tuple[str, str, Any]] = [
        ("登记表", "Register", f"{report.kind.zh} {report.kind.name}"),
        ("文件", "File", report.file),
        ("工作表", "Sheet", report.sheet or ""),
        ("编码", "Encoding", report.encoding or ""),
        ("坐标系", "Coordinate system", report.crs),
        ("行数", "Rows", report.n_rows),
        ("新增", "Added", report.n_added),
        ("更新", "Updated", report.n_updated),
        ("未变", "Unchanged", report.n_unchanged),
        ("拒绝", "Refused", report.n_refused),
        ("已写入", "Stored", "是 yes" if report.is_stored else "否 no"),
        ("导入编号", "Import", report.import_id or ""),
        ("个人信息列, 未导入", "Personal columns, left behind", ", ".join(report.match.personal)),
        ("未使用的列", "Columns not used", ", ".join(report.match.unused)),
    ]
    rows += [(zh, en, "") for zh, en in report.remarks]
    if report.proposal is not None:
        rows.append((*report.proposal.message, report.proposal.verdict.value))
    rows += [("规则", rule.value, count) for rule, count in sorted(report.findings.counts.items())]
    if sum(report.findings.counts.values()) > len(report.findings.kept):
        rows.append(("只列出前面的问题", "only the first findings are listed", ""))
    return rows
