"""Importing a file into a register: read, judge, compare, and write all of it or nothing."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import Pairing, RectificationItem
from db.repositories import journal
from db.repositories.audit import ImportedFile
from db.repositories.journal import Author
from db.transfer import import_log
from db.transfer.across_rows import find_repeats, resolve_own_references
from db.transfer.archives import file_sha256
from db.transfer.bulk import lock_against_writers
from db.transfer.city import City, Positions, read_city
from db.transfer.comparing import compare
from db.transfer.datum import DatumProposal, propose_datum, require_declared
from db.transfer.errors import TransferError
from db.transfer.existing import Comparison, Register
from db.transfer.findings import Findings, Problem, Rule
from db.transfer.following import list_items, refresh
from db.transfer.garbage import no_cycles_sought
from db.transfer.gazetteer_file import read_gazetteer
from db.transfer.gazetteer_rows import (
    GeocodeReport,
    address_column,
    city_gazetteer,
    geocoded_table,
)
from db.transfer.import_report import (
    ImportOptions,
    ImportReport,
    MissingColumnsError,
    Progress,
    refused_by_database,
    require_columns,
)
from db.transfer.judging import Batch, Judge
from db.transfer.kind_columns import Column, ValueKind
from db.transfer.kinds import Kind, kind_named
from db.transfer.matching import header_test, match
from db.transfer.own_districts import require_own_rows, require_own_updates
from db.transfer.places import place_reader
from db.transfer.reading import ReadOptions, opened_table
from db.transfer.storing import Stored, store
from db.transfer.table import Table
from db.transfer.trial import bound_author, refuse_foreign
from geo.reading import Reading, reading_of

__all__ = ["ImportOptions", "ImportReport", "MissingColumnsError", "Progress", "import_file"]

_SAMPLE_STEP = 10
"""Of chunks after the first, each so-manieth row is asked what datum it speaks for."""


def import_file(
    database: Database, kind: Kind | str, file: Path, options: ImportOptions | None = None
) -> ImportReport:
    """Read a file into a register, all of it or nothing, with one entry of the audit.

    A file that changes nothing is not written down. Without `accept_valid`, a refused row keeps
    every row out, and the report says why.

    Raises
    ------
    TransferError
        The file cannot be read, or lacks a column that every entry needs.
    """
    chosen = options or ImportOptions()
    register = kind_named(kind) if isinstance(kind, str) else kind
    reading = ReadOptions(chosen.encoding, chosen.sheet, header_test(register))
    with opened_table(file, reading) as table, no_cycles_sought():
        return _Import(database, register, file, table, chosen).run()


class _Import:
    def __init__(
        self, database: Database, kind: Kind, file: Path, table: Table, options: ImportOptions
    ) -> None:
        self._database = database
        self._kind = kind
        self._file = file
        self._table = table
        self._options = options
        self._reading = _reading(table, options.crs)
        self._match = match(table, kind, options.mapping)
        require_columns(kind, table, self._match)
        self._findings = Findings(table.name, table.sheet)
        self._columns: list[Column] = []
        self._remarks = list(table.remarks)
        self._geocoded = GeocodeReport()
        self._sample: list[tuple[Positions, NDArray[np.int64]]] = []
        self._proposal: DatumProposal | None = None
        self._n_rows = 0

    def run(self) -> ImportReport:
        with self._database.read() as session:
            city = read_city(session)
            self._geocode(city)
            batches = self._judge(session, city)
            self._propose(city)
            find_repeats(self._kind, batches, self._findings)
            resolve_own_references(session, self._kind, batches, self._findings)
            is_kept_out = any(batch.is_refused.any() for batch in batches)
            bound = bound_author(self._options.author) if self._options.is_dry_run else None
            is_told = self._options.is_dry_run or (is_kept_out and not self._options.accept_valid)
            if is_told and bound is None:
                return self._report(batches, self._compare(session, city, batches)[0], None)
        try:
            return self._write(city, batches) if bound is None else self._try(city, batches, bound)
        except IntegrityError as error:
            raise refused_by_database(self._kind, error) from error

    def _judge(self, session: Session, city: City) -> list[Batch]:
        places = None
        column = self._kind.geometry
        if column is not None:
            places = place_reader(
                column, self._match, self._reading, city, has_geometry=self._table.has_geometry
            )
        judge = Judge(
            session, self._kind, self._match, self._options.mapping, city, places, self._findings
        )
        batches: list[Batch] = []
        for chunk in self._table.read():
            batch = judge.judge(chunk)
            self._take_sample(batch, 1 if not batches else _SAMPLE_STEP)
            batches.append(batch)
            self._n_rows += len(chunk)
            self._options.on_progress("read", self._n_rows, self._table.n_rows)
        for row in self._geocoded.rows:
            zh, en = row.message
            problem = Problem(Rule.GEOCODE, zh, en, "核对位置", "check the place", is_refusal=False)
            self._findings.add(row.row, "地址", row.address, problem)
        given = {*self._match.columns, *self._match.constants}
        self._columns = [
            one
            for one in self._kind.columns
            if (one.value is ValueKind.GEOMETRY and places is not None) or one.attribute in given
        ]
        return batches

    def _geocode(self, city: City) -> None:
        """Let a gazetteer give places to rows without coordinates."""
        if self._options.geocode is None:
            return
        entries, remarks = read_gazetteer(self._options.geocode)
        self._remarks += remarks
        if address_column(self._table) is None:
            raise TransferError(
                f"{self._table.name} has no column of addresses for --geocode; call one 地址 or "
                "address"
            )
        gazetteer = city_gazetteer(entries, city)
        self._table, self._geocoded = geocoded_table(
            self._table, self._match, gazetteer, city, self._reading
        )
        self._match = match(self._table, self._kind, self._options.mapping)

    def _take_sample(self, batch: Batch, step: int) -> None:
        if batch.raw_xy is None:
            return
        named = batch.values.get("named_district_id", [None] * len(batch))
        ids = np.array([one or 0 for one in named[::step]], dtype=np.int64)
        self._sample.append((batch.raw_xy[::step], ids))
        batch.raw_xy = None

    def _propose(self, city: City) -> None:
        """Ask the districts what the coordinates are in; nothing is applied."""
        # Villages that are helped lie around the city as well as in it.
        if not self._sample or not len(city.ids) or self._kind.model is Pairing:
            return
        xy = np.vstack([part for part, _ in self._sample])
        ids = np.concatenate([part for _, part in self._sample])
        named = np.where(ids > 0, np.searchsorted(city.ids, ids), -1)
        self._proposal = propose_datum(xy, named, city.boundaries, declared=self._reading)
        if self._options.crs is None and not self._options.is_dry_run:
            require_declared(self._proposal)
        self._sample.clear()

    def _compare(
        self, session: Session, city: City, batches: Sequence[Batch]
    ) -> tuple[list[tuple[Batch, Comparison]], int]:
        """Give what the batches would do, and how many entries there are."""
        register = Register(session, self._kind, self._columns, city)
        compared = compare(
            session,
            self._kind,
            register,
            batches,
            self._findings,
            lambda n_rows: self._options.on_progress("compare", n_rows, self._n_rows),
        )
        return compared, register.n_rows

    def _try(self, city: City, batches: Sequence[Batch], author: Author) -> ImportReport:
        """Tell an author who is bound to districts what the import would refuse beside.

        The rows are written and rolled back.
        """
        with self._database.write() as session:
            # Identifiers are reserved, which a rollback does not undo: see `reserved_ids`.
            lock_against_writers(session, self._kind.table)
            compared, _ = self._compare(session, city, batches)
            refuse_foreign(session, self._kind, self._columns, author, compared, self._findings)
        return self._report(batches, compared, None)

    def _write(self, city: City, batches: Sequence[Batch]) -> ImportReport:
        options = self._options
        at = options.at or datetime.now(tz=UTC)
        action = f"import {self._kind.name}"
        with journal.recorded_write(self._database, options.author, action, at=at) as session:
            lock_against_writers(session, self._kind.table)
            compared, n_existing = self._compare(session, city, batches)
            is_kept_out = any(batch.is_refused.any() for batch in batches)
            n_written = sum(len(one.new) + len(one.updates) for _, one in compared)
            if n_written == 0 or (is_kept_out and not options.accept_valid):
                return self._report(batches, compared, None)
            updates = [update for _, one in compared for update in one.updates]
            require_own_updates(session, self._kind, options.author, updates)
            stored = store(
                session,
                self._kind,
                self._columns,
                compared,
                n_existing,
                on_rows=lambda n_rows: options.on_progress("write", n_rows, n_written),
            )
            import_id = self._settle(session, stored, compared, at)
        options.on_progress("write", n_written, n_written)
        return self._report(batches, compared, import_id)

    def _settle(
        self,
        session: Session,
        stored: Stored,
        compared: Sequence[tuple[Batch, Comparison]],
        at: datetime,
    ) -> int:
        """Work out what follows, and write down what was done."""
        author = self._options.author
        name = author if isinstance(author, str) else author.name
        refresh(session, self._kind, stored.placed_ids)
        if self._kind.model is RectificationItem and stored.first_id is not None:
            list_items(session, stored.first_id, stored.n_added, name, at)
        session.flush()
        sha256 = file_sha256(self._file)
        source = import_log.Source(self._table.name[-400:], sha256, name[:200], at)
        made = import_log.number(session, self._kind, source, stored, compared)
        links = [] if self._kind.is_record else import_log.new_links(self._kind, compared)
        require_own_rows(session, self._kind, author, stored, links)
        done = import_log.done_by(session, self._kind, stored, links)
        import_log.keep(session, made, done)
        n_rows = stored.n_added + len(stored.updates)
        imported = ImportedFile(source.file_name, sha256, stored.rows_sha256, n_rows)
        journal.set_import(session, imported, tables=(self._kind.table.name,))
        return made

    def _report(
        self,
        batches: Sequence[Batch],
        compared: Sequence[tuple[Batch, Comparison]],
        import_id: int | None,
    ) -> ImportReport:
        refused = [
            batch.rows[index]
            for batch in batches
            for index in batch.is_refused.nonzero()[0].tolist()
        ]
        return ImportReport(
            kind=self._kind,
            file=self._table.name,
            sheet=self._table.sheet,
            encoding=self._table.encoding,
            crs=self._reading.name,
            match=self._match,
            remarks=tuple(self._remarks),
            proposal=self._proposal,
            findings=self._findings,
            n_rows=self._n_rows,
            n_added=sum(len(one.new) for _, one in compared),
            n_updated=sum(len(one.updates) for _, one in compared),
            n_unchanged=sum(one.n_unchanged for _, one in compared),
            n_refused=len(refused),
            refused_rows=frozenset(refused),
            changes=[update for _, one in compared for update in one.updates],
            import_id=import_id,
        )


def _reading(table: Table, crs: str | None) -> Reading:
    if crs is not None:
        return reading_of(crs)
    return Reading() if table.crs is None else reading_of(table.crs)
