"""The registers that files hold: read off the models, in the words of the API."""

import re

import pytest
import sqlalchemy as sa

from db import models
from db.models import enums
from db.models.base import Base, text
from db.transfer import terms, words
from db.transfer.errors import UnknownKindError, UnknownWordError
from db.transfer.kind_columns import ValueKind, column_of
from db.transfer.kinds import (
    DERIVED_COLUMNS,
    NOT_KEPT_BY_CLERKS,
    all_kinds,
    kind_named,
    kind_of,
)
from schema.enums import VOCABULARIES


def test_every_table_is_a_register_or_the_programs_own() -> None:
    tables = {kind.table.name for kind in all_kinds().values()}
    own = {model.__tablename__ for model in NOT_KEPT_BY_CLERKS}

    assert tables | own == set(Base.metadata.tables)
    assert not tables & own


def test_every_column_is_in_files_unless_it_follows_from_others() -> None:
    for kind in all_kinds().values():
        expected = {
            column.name
            for column in kind.table.columns
            if (kind.table.name, column.name) not in DERIVED_COLUMNS
        }
        if kind.is_record:
            expected -= {"id", "version"}
        assert {column.attribute for column in kind.columns} == expected


def test_a_column_without_a_word_is_seen() -> None:
    table = sa.Table("organizations", sa.MetaData(), sa.Column("fax", text(20)))

    with pytest.raises(UnknownWordError, match=r"organizations\.fax has no header"):
        column_of(table, table.c.fax)
    with pytest.raises(UnknownWordError, match="table shops has no title"):
        words.kind_words("shops")


def test_terms_of_enums_are_those_of_the_api() -> None:
    described = {one.enum_class: one.values for one in VOCABULARIES}
    for enum_class, found in terms.TERMS.items():
        for name, term in found.items():
            assert term in described[enum_class][name]


def test_headers_are_different_within_a_register() -> None:
    for kind in all_kinds().values():
        assert len({column.zh for column in kind.columns}) == len(kind.columns)
        assert len({column.en for column in kind.columns}) == len(kind.columns)


def test_titles_and_headers_are_chinese() -> None:
    for kind in all_kinds().values():
        for word in (kind.zh, *(column.zh for column in kind.columns)):
            assert re.search("[\u4e00-\u9fff]", word)


def test_keys_are_columns_and_say_which_entry_is_meant() -> None:
    assert kind_of(models.Organization).key == ("credit_code",)
    assert kind_of(models.BrandRating).key == ("organization_id", "brand", "year")
    assert kind_of(models.StationFunding).key == ("station_id", "source")
    for kind in all_kinds().values():
        assert set(kind.key) <= {column.attribute for column in kind.columns}


def test_what_a_column_is_follows_from_its_type() -> None:
    station, organization = kind_of(models.GuidanceStation), kind_of(models.Organization)
    radius, capacity = station.column("service_radius_m"), station.column("capacity")

    assert (radius.zh, radius.en, radius.unit) == ("服务半径(米)", "Service radius (m)", "m")
    assert (radius.value, radius.is_required) == (ValueKind.NUMBER, True)
    assert (radius.bounds, capacity.bounds) == ((0, False, None), (0, False, None))
    assert organization.column("employees").bounds == (0, True, None)
    assert kind_of(models.Assessment).column("score").bounds == (0, True, 100)
    assert organization.column("kind").enum_class is enums.OrganizationKind
    assert organization.column("named_district_id").refers_to is models.District
    assert organization.column("location").geometry_type == "POINT"
    assert not organization.column("employees").is_required


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("organizations", "organizations"),
        ("Party_Organizations", "party-organizations"),
        ("commercial-circles", "circles"),
        ("党组织", "party-organizations"),
    ],
)
def test_a_register_has_several_names(name: str, found: str) -> None:
    assert kind_named(name).name == found


def test_an_unknown_register_is_refused() -> None:
    with pytest.raises(UnknownKindError, match=r"'roads'.*districts"):
        kind_named("roads")
