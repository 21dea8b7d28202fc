"""What can be imported and exported: one `Kind` a register, read off its model.

Which columns a register has, of what kind they are and whether they must be given is the model's
to say: a new column appears here by itself, and lacks only a Chinese name (`db.transfer.words`),
which is asked for at once. So does a new table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Table, UniqueConstraint

from db import models
from db.models.base import Base
from db.transfer import words
from db.transfer.errors import UnknownKindError
from db.transfer.kind_columns import Column, ValueKind, column_of

NOT_KEPT_BY_CLERKS: frozenset[type[Base]] = frozenset(
    {
        models.AccessToken,
        models.AccessTokenDistrict,
        models.AuditEntry,
        models.AuditHead,
        models.CircleMembership,
        models.FileImport,
        models.FileImportPart,
        models.LayerChange,
        models.LayerVersion,
        models.PlanningJob,
        models.Road,
        models.RoadImport,
        models.StationService,
    }
)
"""Tables that the program keeps for itself, and roads, which are read as one network."""

DERIVED_COLUMNS: frozenset[tuple[str, str]] = frozenset(
    {
        ("organizations", "district_id"),
        ("commercial_circles", "district_id"),
        ("guidance_stations", "district_id"),
        ("guidance_stations", "circle_id"),
    }
)
"""Columns that follow from where things lie (`db.repositories.derived`); no file gives them."""

# Where no constraint of the table says so: by what a clerk knows an entry.
_KEYS: Mapping[type[Base], tuple[str, ...]] = {
    models.Activity: (
        "on",
        "title",
        "host_id",
        "organization_id",
        "station_id",
        "circle_id",
    ),
    models.Assessment: ("subject_id", "year", "target"),
    models.CommercialCircle: ("name",),
    models.CultureSite: ("kind", "name"),
    models.Exemplar: ("kind", "organization_id", "title", "year"),
    models.GuidanceStation: ("name",),
    models.Honor: ("kind", "level", "year", "party_organization_id", "organization_id"),
    models.IncubationGrant: ("organization_id", "fund_holder_id", "on", "purpose"),
    models.Inspection: ("subject_id", "on"),
    models.Pairing: ("party_organization_id", "village", "year"),
    models.PartyOrganization: ("name",),
    models.RectificationItem: ("owner_id", "title", "listed_on", "organization_id"),
    models.Responsibility: ("holder_id", "year", "title"),
    models.Wish: ("title", "posted_on"),
}
# By what else an entry may be referred to, as far as it is the only one so called.
_OTHER_NAMES: Mapping[type[Base], tuple[str, ...]] = {
    models.District: ("name", "name_en"),
    models.Organization: ("name",),
    models.Measure: ("title",),
}


@dataclass(frozen=True)
class Kind:
    """A register that files hold.

    Attributes
    ----------
    name
        In commands, such as "party-organizations".
    zh, en
        For people.
    model, table
        Where it is stored.
    columns
        In the order of the model.
    key
        The attributes by which an entry is known, in files and in the database.
    other_names
        Attributes by which it may be referred to beside.
    is_record
        Whether rows have an identifier and a version.
    """

    name: str
    zh: str
    en: str
    model: type[Base]
    table: Table
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    other_names: tuple[str, ...]
    is_record: bool

    @property
    def geometry(self) -> Column | None:
        """The column of places, if there is one."""
        return next((one for one in self.columns if one.value is ValueKind.GEOMETRY), None)

    def column(self, attribute: str) -> Column:
        """Give the column of an attribute."""
        return next(one for one in self.columns if one.attribute == attribute)


KEY_SEPARATOR = " | "


@lru_cache(maxsize=1)
def all_kinds() -> Mapping[str, Kind]:
    """Give every kind by its name, what is referred to first."""
    models_by_table = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    found = {}
    for table in Base.metadata.sorted_tables:
        model = models_by_table[table]
        if model not in NOT_KEPT_BY_CLERKS:
            made = _kind(model, table)
            found[made.name] = made
    return found


def kind_named(name: str) -> Kind:
    """Give the kind of a name; underscores, capitals and the Chinese title are understood.

    Raises
    ------
    UnknownKindError
        There is none; the message lists those that are.
    """
    wanted = name.strip().lower().replace("_", "-")
    for kind in all_kinds().values():
        if wanted in (kind.name, kind.zh, kind.table.name.replace("_", "-")):
            return kind
    raise UnknownKindError(f"there is no kind {name!r}; give one of {', '.join(all_kinds())}")


def kind_of(model: type[Base]) -> Kind:
    """Give the kind of a model."""
    return next(kind for kind in all_kinds().values() if kind.model is model)


def _kind(model: type[Base], table: Table) -> Kind:
    title = words.kind_words(table.name)
    hidden = {"id", "version"} if issubclass(model, models.Record) else set()
    return Kind(
        name=title.name,
        zh=title.zh,
        en=table.name.replace("_", " "),
        model=model,
        table=table,
        columns=tuple(
            column_of(table, each)
            for each in table.columns
            if each.name not in hidden and (table.name, each.name) not in DERIVED_COLUMNS
        ),
        key=_key(model, table),
        other_names=_OTHER_NAMES.get(model, ()),
        is_record=issubclass(model, models.Record),
    )


def _key(model: type[Base], table: Table) -> tuple[str, ...]:
    """Give what an entry is known by: a declared key, a unique constraint, or the primary key."""
    if model in _KEYS:
        return _KEYS[model]
    if not issubclass(model, models.Record):
        return tuple(each.name for each in table.primary_key.columns)
    constraints = sorted(
        (
            tuple(each.name for each in one.columns)
            for one in table.constraints
            if isinstance(one, UniqueConstraint)
        ),
        key=lambda names: (len(names), names),
    )
    if not constraints:
        raise UnknownKindError(f"{table.name} has no key; name one in db.transfer.kinds")
    return constraints[0]
