"""What came of a file that was imported (导入)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import strawberry

from schema.types.import_datum import ImportCandidate, ImportDatum
from schema.types.import_kind import BothLanguages, ImportColumn, column_titles
from schema.types.user_error import UserError

if TYPE_CHECKING:  # most workers import no file
    from db.transfer.import_report import ImportReport as Report
    from schema.operations.import_files import TableSample

FINDINGS_MAX = 1_000
CHANGES_MAX = 100


@strawberry.type(description="A column of the register, and which one of the file it is (列对应).")
class ImportColumnMatch(ImportColumn):
    """A column and what was found for it."""

    header: str | None = strawberry.field(
        description="The header in the file (表头); null where no column of the file is this one."
    )
    is_missing: bool = strawberry.field(
        description="Whether nothing can be imported before a header is named for it (缺少)."
    )


def _matches(root: TableSample) -> list[ImportColumnMatch]:
    found, constants = root.match.columns, root.match.constants
    titles = column_titles(root.kind)
    given = {*found, *constants}
    missing = set(root.match.missing)
    return [
        ImportColumnMatch(
            attribute=title.attribute,
            title=title.title,
            is_required=title.is_required,
            header=found[title.attribute].header if title.attribute in found else None,
            is_missing=title.column in missing and title.attribute not in given,
        )
        for title in titles
    ]


@strawberry.type(description="How a file begins, and how its columns were understood (预览).")
class ImportTable:
    """A `TableSample`."""

    headers: list[str] = strawberry.field(description="All headers of the file (表头), in order.")
    rows: list[list[str]] = strawberry.field(
        description="The first rows as text, a cell a header; personal data is masked."
    )
    columns: list[ImportColumnMatch] = strawberry.field(
        resolver=_matches,
        description="The columns of the register and what was found for each (列对应); a point "
        "has longitude and latitude, an area WKT.",
    )
    personal_headers: list[str] = strawberry.field(
        resolver=lambda root: root.match.personal,
        description="Headers that look like personal data and are left behind (个人信息).",
    )
    unused_headers: list[str] = strawberry.field(
        resolver=lambda root: root.match.unused,
        description="Headers that belong to no column of the register (未使用).",
    )


@strawberry.type(description="How often a rule found something (规则).")
class ImportRuleCount:
    """A rule and its findings."""

    rule: str = strawberry.field(description="The rule, such as `credit-code`.")
    count: int = strawberry.field(description="How often.")


@strawberry.type(description="What is wrong with a cell of a file (问题).")
class ImportFinding:
    """A `Finding`."""

    row: int = strawberry.field(description="The row, as a person counts it in the file (行).")
    column: str = strawberry.field(description="The header of its column (列).")
    value: str = strawberry.field(description="What stands there (值); masked where personal.")
    rule: str = strawberry.field(description="By which rule (规则), such as `credit-code`.")
    is_refusal: bool = strawberry.field(
        description="Whether the row is refused for it (拒绝); else it is a remark (提示)."
    )
    message: BothLanguages = strawberry.field(
        resolver=lambda root: BothLanguages.of(root.message_zh, root.message_en),
        description="What is wrong.",
    )
    suggestion: BothLanguages = strawberry.field(
        resolver=lambda root: BothLanguages.of(root.suggestion_zh, root.suggestion_en),
        description="What to do (建议).",
    )


@strawberry.type(description="What an update changes in one column (更新).")
class ImportChange:
    """A cell before and after."""

    row: int = strawberry.field(description="The row in the file (行).")
    column: str = strawberry.field(description="The header of its column (列).")
    before: str = strawberry.field(description="What stands in the database (原值).")
    after: str = strawberry.field(description="What stands in the file (新值).")


@strawberry.type(description="The refused rows in a file to mend and import again (拒绝的行).")
class ImportRefusedRows:
    """A `RefusedRows`."""

    name: str = strawberry.field(description="What to call it.")
    text: str | None = strawberry.field(
        description="CSV with what is wrong with each row; null where it is over 5 MB: `quanmap "
        "import --accept-valid FILE` writes that."
    )


def _rules(root: Report) -> list[ImportRuleCount]:
    counts = sorted(root.findings.counts.items(), key=lambda one: (-one[1], one[0]))
    return [ImportRuleCount(rule=rule.value, count=count) for rule, count in counts]


def _findings(root: Report) -> Any:
    return sorted(root.findings.ordered(), key=lambda one: not one.is_refusal)[:FINDINGS_MAX]


def _changes(root: Report) -> list[ImportChange]:
    from db.transfer.report import changes  # noqa: PLC0415, see above

    return [
        ImportChange(row=row, column=column, before=before, after=after)
        for row, column, before, after in changes(root, CHANGES_MAX)
    ]


@strawberry.type(description="What became of the rows of a file (导入报告).")
class ImportReport:
    """An `ImportOutcome` with a report."""

    file: str = strawberry.field(description="The file (文件).")
    sheet: str | None = strawberry.field(description="The sheet or layer (工作表).")
    encoding: str | None = strawberry.field(description="What its text is encoded in (编码).")
    crs: str = strawberry.field(description="What its coordinates were read as (坐标系).")
    is_stored: bool = strawberry.field(description="Whether anything was written (已写入).")
    import_id: strawberry.ID | None = strawberry.field(
        description="What undoImport takes (导入编号); null where nothing was written."
    )
    rows: int = strawberry.field(
        resolver=lambda root: root.n_rows, description="Rows of the file (行数)."
    )
    added: int = strawberry.field(
        resolver=lambda root: root.n_added, description="Rows that became or would be new (新增)."
    )
    updated: int = strawberry.field(
        resolver=lambda root: root.n_updated, description="Rows that change a record (更新)."
    )
    unchanged: int = strawberry.field(
        resolver=lambda root: root.n_unchanged, description="Rows that change nothing (未变)."
    )
    refused: int = strawberry.field(
        resolver=lambda root: root.n_refused, description="Rows that are refused (拒绝)."
    )
    remarks: list[BothLanguages] = strawberry.field(
        resolver=lambda root: [BothLanguages.of(*each) for each in root.remarks],
        description="What was noticed about the whole file (说明).",
    )
    rules: list[ImportRuleCount] = strawberry.field(
        resolver=_rules, description="All findings, counted by their rule."
    )
    findings: list[ImportFinding] = strawberry.field(
        resolver=_findings,
        description="What was found (问题), what refuses a row first, by row; the first 1,000.",
    )
    changes: list[ImportChange] = strawberry.field(
        resolver=_changes,
        description="What updates change, before and after (更新); the first 100.",
    )
    datum: ImportDatum | None = strawberry.field(
        resolver=lambda root: root.proposal,
        description="What the districts (区县) say about the coordinate system; null where fewer "
        "than 20 rows have a point.",
    )


@strawberry.type(description="What importing a file gives (导入).")
class ImportPayload:
    """An `ImportOutcome`."""

    table: ImportTable | None = strawberry.field(
        description="How the file begins; null where it could not be read (预览)."
    )
    report: ImportReport | None = strawberry.field(
        description="What became of its rows (报告); null where they were not judged."
    )
    candidates: list[ImportCandidate] = strawberry.field(
        description="What the coordinates may be in (候选坐标系); empty for a register without "
        "points."
    )
    refused_rows: ImportRefusedRows | None = strawberry.field(
        resolver=lambda root: root.refused,
        description="The rows that were refused (拒绝的行); null where none were.",
    )
    user_errors: list[UserError] = strawberry.field(
        description="Why the file could not be imported at all; empty where its rows were judged."
    )


@strawberry.type(description="What taking an import back gives (撤销导入).")
class UndoImportPayload:
    """An `UndoOutcome`."""

    removed: int = strawberry.field(
        resolver=lambda root: 0 if root.record is None else root.record.n_added,
        description="Records that the import had added, and that are gone.",
    )
    restored: int = strawberry.field(
        resolver=lambda root: 0 if root.record is None else root.record.n_updated,
        description="Records that are as they were before.",
    )
    user_errors: list[UserError] = strawberry.field(
        description="Why it was refused; empty where it was taken back."
    )
