"""Writing the demo city into a database."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Table, func, inspect, select, text
from sqlalchemy.orm import Session

from db import models
from db.demo.bulk import write_rows
from db.demo.city import DemoCity
from db.demo.errors import DemoTargetError
from db.demo.registers import Registers
from db.engine import Database
from db.repositories import journal
from db.repositories.audit import ImportedFile
from db.repositories.derived import refresh_derived

_BATCH_ROWS = 5_000

Progress = Callable[[int, int], None]
"""Takes the number of rows written so far and of all rows."""


class _Content(NamedTuple):
    model: type[models.Base]
    rows: Sequence[NamedTuple]


def load(database: Database, city: DemoCity, *, progress: Progress | None = None) -> None:
    """Write the demo city into a database without data, in one transaction.

    Parameters
    ----------
    database
        Upgraded to this program's tables.
    city
        What `generate` returned.
    progress
        Called after every batch of rows.

    Raises
    ------
    DemoTargetError
        If the database already holds rows; nothing is changed then.
    """
    contents = _contents(city)
    n_rows = sum(len(content.rows) for content in contents)
    n_written = 0
    with database.write() as session:
        _require_empty(session, contents)
        if database.dialect == "sqlite":
            # Two of the party organizations answer to each other, whichever comes first.
            session.execute(text("PRAGMA defer_foreign_keys = ON"))
        for content in contents:
            for n_batch in _insert(session, content):
                n_written += n_batch
                if progress is not None:
                    progress(n_written, n_rows)
        refresh_derived(session)
        _record(session, city, contents)
        if database.dialect == "postgresql":
            _settle_postgresql(session, contents)


def _contents(city: DemoCity) -> list[_Content]:
    """Return the tables and their rows, what is referred to first."""
    return [
        _Content(models.District, city.districts),
        _Content(models.PartyOrganization, city.party_organizations),
        _Content(models.CommercialCircle, city.circles),
        _Content(models.GuidanceStation, city.stations),
        _Content(models.StationFunding, city.station_fundings),
        _Content(models.Organization, city.organizations),
        _Content(models.PartyOrganizationCover, city.covers),
        _Content(models.Instructor, city.instructors),
        _Content(models.InstructorAssignment, city.assignments),
        _Content(models.Activity, city.activities),
        _Content(models.Assessment, city.assessments),
        *_register_contents(city.registers),
    ]


def _register_contents(registers: Registers) -> list[_Content]:
    return [
        _Content(models.Alliance, registers.alliances),
        _Content(models.AllianceCircle, registers.alliance_circles),
        _Content(models.AllianceOrganization, registers.alliance_organizations),
        _Content(models.Responsibility, registers.responsibilities),
        _Content(models.Inspection, registers.inspections),
        _Content(models.Measure, registers.measures),
        _Content(models.Milestone, registers.milestones),
        _Content(models.RectificationItem, registers.rectification_items),
        _Content(models.RectificationEvent, registers.rectification_events),
        _Content(models.BrandCriterion, registers.brand_criteria),
        _Content(models.BrandRating, registers.brand_ratings),
        _Content(models.BrandRatingCriterion, registers.brand_rating_criteria),
        _Content(models.Exemplar, registers.exemplars),
        _Content(models.Honor, registers.honors),
        _Content(models.Wish, registers.wishes),
        _Content(models.Pairing, registers.pairings),
        _Content(models.DuesRebate, registers.dues_rebates),
        _Content(models.IncubationGrant, registers.incubation_grants),
        _Content(models.HonorPayProgram, registers.honor_pay_programs),
        _Content(models.CultureSite, registers.culture_sites),
    ]


def _require_empty(session: Session, contents: list[_Content]) -> None:
    for content in contents:
        n_rows = session.scalar(select(func.count()).select_from(content.model)) or 0
        if n_rows:
            raise DemoTargetError(
                f"the table {content.model.__tablename__} already holds {n_rows} rows; load the "
                "demo city into a database without data"
            )


def _record(session: Session, city: DemoCity, contents: list[_Content]) -> None:
    """Write the audit's entry of the load; the rows follow from size and seed."""
    note = f"synthetic demo city of {city.n_organizations} organizations, seed {city.seed}"
    journal.attach(session, "quanmap demo", "loadDemoCity", note=note)
    n_rows = sum(len(content.rows) for content in contents)
    imported = ImportedFile("demo city", None, None, n_rows)
    tables = tuple(_table(content).name for content in contents)
    journal.set_import(session, imported, tables=tables)


def _insert(session: Session, content: _Content) -> Iterator[int]:
    """Insert batch by batch and yield the size of each."""
    table = _table(content)
    for start in range(0, len(content.rows), _BATCH_ROWS):
        batch = content.rows[start : start + _BATCH_ROWS]
        write_rows(session, table, batch)
        yield len(batch)


def _settle_postgresql(session: Session, contents: list[_Content]) -> None:
    """Let new ids follow ours, and let the planner know the tables before the first query."""
    for content in contents:
        table = _table(content)
        if "id" in table.c:
            session.execute(
                text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"),
                {"name": table.name, "last": len(content.rows)},
            )
        session.execute(text(f"ANALYZE {table.name}"))


def _table(content: _Content) -> Table:
    table = inspect(content.model).local_table
    if not isinstance(table, Table):
        raise TypeError(f"{content.model.__name__} has no table")
    return table
