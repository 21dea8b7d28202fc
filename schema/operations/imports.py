"""Importing a file that came with a request, and taking an import back."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from db.engine import Database
from db.models import FileImport
from db.transfer.city import read_city
from db.transfer.errors import TransferError, UnknownKindError
from db.transfer.import_report import ImportOptions, ImportReport, MissingColumnsError
from db.transfer.importing import import_file
from db.transfer.kinds import Kind, kind_named
from db.transfer.mapping_file import Mapping, MappingError
from db.transfer.mending import write_refused
from db.transfer.undoing import UndoError, undo_import
from geo.errors import UnknownCoordinateSystemError
from schema.operations.errors import SchemaError
from schema.operations.import_files import (
    Candidate,
    TableSample,
    candidates_of,
    look_at,
)
from schema.operations.recording import Change
from schema.operations.refusals import Refusal
from schema.operations.uploaded_file import UploadedFile, kept_on_disk

REFUSED_BYTES_MAX = 5_000_000
"""A longer file of refused rows is not sent; the command writes one of any length."""


class AbandonedImportError(SchemaError):
    """Nobody waits for an import or its undoing any more, so nothing was written."""


@dataclass(frozen=True, slots=True)
class ImportQuestion:
    """Which file is imported into which register, and how (`ImportOptions`)."""

    kind: str
    file: UploadedFile
    crs: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    mapping: Mapping = field(default_factory=Mapping)
    is_dry_run: bool = False
    accept_valid: bool = False


@dataclass(frozen=True, slots=True)
class RefusedRows:
    """The refused rows as CSV with what is wrong with each; `text` is None where it is too long."""

    name: str
    text: str | None


@dataclass(frozen=True, eq=False)
class ImportOutcome:
    """What came of a file: how it was understood, what became of it, or what can be mended."""

    table: TableSample | None = None
    report: ImportReport | None = None
    candidates: tuple[Candidate, ...] = ()
    refused: RefusedRows | None = None
    user_errors: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class UndoOutcome:
    """The import that was taken back, or why not."""

    record: FileImport | None = None
    user_errors: tuple[Refusal, ...] = ()


def run_import(
    database: Database,
    question: ImportQuestion,
    change: Change,
    is_abandoned: Callable[[], bool] = lambda: False,
) -> ImportOutcome:
    """Import a file, or say what an import would do.

    Raises
    ------
    OutsideDistrictsError
        A row lies in none of the author's districts; nothing is written then.
    AbandonedImportError
        Nobody waits any more.
    """
    try:
        kind = kind_named(question.kind)
    except UnknownKindError as error:
        return ImportOutcome(user_errors=(Refusal("NOT_FOUND", str(error), ("input", "kind")),))
    sample: TableSample | None = None
    with kept_on_disk(question.file) as path:
        try:
            sample = _look(database, question, kind, path)
            return _imported(database, question, change, is_abandoned, path, sample)
        except (TransferError, UnknownCoordinateSystemError) as error:
            return ImportOutcome(sample, user_errors=(_refusal(error, path.parent),))


def _look(database: Database, question: ImportQuestion, kind: Kind, path: Path) -> TableSample:
    with database.read() as session:
        city = read_city(session)
    return look_at(
        path,
        kind,
        question.mapping,
        city,
        crs=question.crs,
        encoding=question.encoding,
        sheet=question.sheet,
    )


def _imported(
    database: Database,
    question: ImportQuestion,
    change: Change,
    is_abandoned: Callable[[], bool],
    path: Path,
    sample: TableSample,
) -> ImportOutcome:
    def on_progress(stage: str, done: int, n_rows: int | None) -> None:
        # Once everything is written it may be committed already.
        if (stage != "write" or done != n_rows) and is_abandoned():
            raise AbandonedImportError("nobody waits for the import any more")

    options = ImportOptions(
        crs=question.crs,
        encoding=question.encoding,
        sheet=question.sheet,
        mapping=question.mapping,
        is_dry_run=question.is_dry_run,
        accept_valid=question.accept_valid,
        author=change.author,
        at=change.at,
        on_progress=on_progress,
    )
    report = import_file(database, sample.kind, path, options)
    refused = _refused_rows(path, options, report) if report.n_refused else None
    return ImportOutcome(sample, report, tuple(candidates_of(sample, report.proposal)), refused)


def _refused_rows(path: Path, options: ImportOptions, report: ImportReport) -> RefusedRows:
    target = path.with_name(f"{path.stem}-refused.csv")
    write_refused(path, target, options, report)
    is_short = target.stat().st_size <= REFUSED_BYTES_MAX
    return RefusedRows(target.name, target.read_text(encoding="utf-8-sig") if is_short else None)


def _refusal(error: Exception, folder: Path) -> Refusal:
    # Where the server keeps the file for a moment is nobody's business.
    said = str(error).replace(f"{folder}{os.sep}", "")
    if isinstance(error, MissingColumnsError):
        return Refusal("MISSING_COLUMNS", said, ("input", "mapping"))
    if isinstance(error, MappingError):
        return Refusal("BAD_USER_INPUT", said, ("input", "mapping"))
    if isinstance(error, UnknownCoordinateSystemError):
        return Refusal("BAD_USER_INPUT", said, ("input", "crs"))
    return Refusal("UNREADABLE_FILE", said, ("input", "file"))


def run_undo(
    database: Database,
    import_id: int,
    change: Change,
    is_abandoned: Callable[[], bool] = lambda: False,
) -> UndoOutcome:
    """Take an import back.

    Raises
    ------
    OutsideDistrictsError
        A row of it lies in none of the author's districts.
    AbandonedImportError
        Nobody waits any more.
    """

    def on_step() -> None:
        if is_abandoned():
            raise AbandonedImportError("nobody waits for the import to be taken back any more")

    try:
        return UndoOutcome(undo_import(database, import_id, change.author, change.at, on_step))
    except UndoError as error:
        return UndoOutcome(user_errors=(Refusal("REJECTED", str(error), ("id",)),))
