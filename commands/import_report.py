"""What came of an import, in words for a person at a terminal."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from db.transfer.datum import Verdict
from db.transfer.import_report import ImportOptions, ImportReport
from db.transfer.report import changes

_SHOWN = 20


def print_report(
    report: ImportReport, options: ImportOptions, mapping: Path | None, refused: Path | None
) -> None:
    """Print the outcome, the first findings and the first changes."""
    console = Console(width=120, highlight=False)
    title = f"{report.file}{f', {report.sheet}' if report.sheet else ''}"
    console.print(
        escape(
            f"{title}: {report.n_rows:,} rows of {report.kind.name} ({report.kind.zh}); "
            f"{report.n_added:,} new, {report.n_updated:,} changed, {report.n_unchanged:,} as they "
            f"are, {report.n_refused:,} refused."
        )
    )
    _print_columns(console, report)
    for zh, en in report.remarks:
        console.print(escape(f"  {zh} / {en}"))
    if report.proposal is not None and report.proposal.verdict is not Verdict.AS_DECLARED:
        for words in report.proposal.message:
            console.print(escape(f"  {words}"))
    _print_findings(console, report)
    if options.is_dry_run:
        _print_changes(console, report)
    console.print(escape(_outcome(report, options, refused)))
    if mapping is not None:
        console.print(escape(f"A mapping of the columns, to be edited, is in {mapping}."))


def _print_columns(console: Console, report: ImportReport) -> None:
    found = report.match
    for words, headers in (
        ("left behind, for they look like personal data (个人信息)", found.personal),
        ("not used (未使用)", found.unused),
    ):
        if headers:
            console.print(escape(f"  Columns {words}: {', '.join(headers)}"))


def _print_findings(console: Console, report: ImportReport) -> None:
    findings = report.findings.ordered()
    if not findings:
        return
    counts = ", ".join(f"{rule.value} {n:,}" for rule, n in report.findings.counts.most_common())
    console.print(escape(f"  Findings: {counts}"))
    table = Table(box=None, padding=(0, 1), pad_edge=False)
    for header in ("Row", "Column", "Value", "What", "Suggestion"):
        table.add_column(header, overflow="fold")
    for one in findings[:_SHOWN]:
        table.add_row(
            f"{one.row}{'' if one.is_refusal else ' (remark)'}",
            escape(one.column),
            escape(one.value),
            escape(f"{one.message_zh} / {one.message_en}"),
            escape(one.suggestion),
        )
    console.print(table)
    n_more = sum(report.findings.counts.values()) - min(len(findings), _SHOWN)
    if n_more:
        console.print(f"  and {n_more:,} more; --report OUT.xlsx has them all.")


def _print_changes(console: Console, report: ImportReport) -> None:
    for row, column, before, after in changes(report, _SHOWN):
        console.print(
            f"  row {row}  {escape(column)}: [red]{escape(before)}[/] -> [green]{escape(after)}[/]"
        )
    if report.n_updated > _SHOWN:
        console.print(f"  {report.n_updated:,} entries would change; --report has them all.")


def _outcome(report: ImportReport, options: ImportOptions, refused: Path | None) -> str:
    if report.import_id is not None:
        kept = f" The refused rows are in {refused}." if report.n_refused else ""
        if report.n_refused and report.crs != "WGS84":
            kept += f" Its coordinates are in {report.crs}: import it with --crs {report.crs}."
        return f"Stored; `quanmap undo {report.import_id}` takes it back.{kept}"
    if options.is_dry_run:
        return "Nothing is stored: this was a dry run."
    if report.n_refused and refused is None:
        return (
            "Nothing is stored, because rows are refused; mend them, or give --accept-valid OUT to "
            "take the others."
        )
    return "Nothing is stored: every row that is taken is in the database as it is."
