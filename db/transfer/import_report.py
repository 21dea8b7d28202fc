"""How a file is imported, and what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from db.repositories.journal import Author
from db.transfer.datum import DatumProposal
from db.transfer.errors import TransferError
from db.transfer.existing import Update
from db.transfer.findings import Findings
from db.transfer.kinds import Kind
from db.transfer.mapping_file import Mapping
from db.transfer.matching import Match
from db.transfer.table import Table

Progress = Callable[[str, int, int | None], None]
"""Told the stage ("read", "compare", "write"), the rows done, and all of them where known."""


class MissingColumnsError(TransferError):
    """A file without a column that every new entry needs; `match` is what was found."""

    def __init__(self, match: Match, message: str) -> None:
        super().__init__(message)
        self.match = match


@dataclass(frozen=True)
class ImportOptions:
    """How a file is imported.

    Attributes
    ----------
    crs
        What its coordinates are in (`geo.reading.reading_of`); what the file says if not given,
        WGS 84 if it says nothing.
    encoding, sheet
        Of the file, where it does not say.
    mapping
        Which header is which column.
    is_dry_run
        Nothing is written.
    accept_valid
        The rows without fault are taken; else one refused row keeps all out.
    geocode
        A gazetteer of names and places for rows without coordinates (`db.transfer.gazetteer`).
    author, at
        Who imports, and when.
    on_progress
        Called after each chunk of rows.
    """

    crs: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    mapping: Mapping = field(default_factory=Mapping)
    is_dry_run: bool = False
    accept_valid: bool = False
    geocode: Path | None = None
    author: Author | str = "quanmap import"
    at: datetime | None = None
    on_progress: Progress = lambda *_: None


@dataclass(frozen=True, eq=False)
class ImportReport:
    """What came of a file.

    Attributes
    ----------
    n_rows, n_added, n_updated, n_unchanged, n_refused
        Rows, by what became or would become of them.
    refused_rows
        Their numbers in the file.
    changes
        What updates change, before and after.
    proposal
        What the districts say of the coordinate system; None where too few rows can tell.
    import_id
        What `undo_import` takes; None where nothing was written.
    """

    kind: Kind
    file: str
    sheet: str | None
    encoding: str | None
    crs: str
    match: Match
    remarks: Sequence[tuple[str, str]]
    proposal: DatumProposal | None
    findings: Findings
    n_rows: int
    n_added: int
    n_updated: int
    n_unchanged: int
    n_refused: int
    refused_rows: frozenset[int]
    changes: Sequence[Update]
    import_id: int | None

    @property
    def is_stored(self) -> bool:
        """Whether anything was written."""
        return self.import_id is not None


def require_columns(kind: Kind, table: Table, found: Match) -> None:
    """Raise `MissingColumnsError` where a column that every entry needs is in no way given."""
    if not found.missing:
        return
    missing = ", ".join(
        f"{column.zh} ({column.attribute})"
        for column in kind.columns
        if column.attribute in found.missing
    )
    raise MissingColumnsError(
        found,
        f"{table.name} has no column for {missing}, which every one of the {kind.en} needs; its "
        f"headers are {', '.join(table.headers)}. Name the header in "
        "the mapping of columns, or give all rows one value by its constants",
    )


def refused_by_database(kind: Kind, error: IntegrityError) -> TransferError:
    """Put into words that a rule of the tables refused rows which no other rule had judged."""
    said = str(error.orig).strip().splitlines()[0]
    return TransferError(
        f"the tables refuse the rows of {kind.name} ({said}); nothing was stored. Two rows may say "
        "the same of one thing, or what a row refers to was removed meanwhile"
    )
