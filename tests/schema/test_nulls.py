"""An argument that is null counts as one that is left out."""

from __future__ import annotations

import pytest

from db.engine import Database
from tests.schema.city import ask


@pytest.mark.parametrize(
    ("without", "with_nulls"),
    [
        (
            "organizations { edges { cursor } }",
            """organizations(filter: null, orderBy: null, first: null, after: null, last: null,
              before: null) { edges { cursor } }""",
        ),
        (
            "organizations(filter: {}, orderBy: []) { totalCount }",
            """organizations(filter: {kinds: null, industries: null, nameContains: null,
              minEmployees: null, maxEmployees: null, hasPartyOrganization: null,
              formallyCovered: null, effectivelyCovered: null, reachedByStation: null,
              spatial: {bbox: null, intersects: null, within: null, near: null, district: null,
              circle: null, crs: null}}) { totalCount }""",
        ),
        (
            """organizations(filter: {spatial: {near: {longitude: 101.0, latitude: 36.0}}},
              orderBy: [{field: NAME}]) { edges { cursor node { distance } } }""",
            """organizations(filter: {spatial: {near: {longitude: 101.0, latitude: 36.0,
              distance: null}}}, orderBy: [{field: NAME, descending: null}]) {
              edges { cursor node { distance } } }""",
        ),
        (
            "districts { edges { node { boundary organizations { totalCount } } } }",
            """districts(filter: {adcodes: null, spatial: null}) { edges { node {
              boundary(crs: null, tolerance: null, precision: null)
              organizations(filter: null, first: null, after: null) { totalCount } } } }""",
        ),
        (
            "coverage { demand servedArea byDistrict { report { served } } }",
            """coverage(input: {scope: {district: null, circle: null, polygon: null},
              addStations: null, removeStations: null, serviceRadius: null, weight: null,
              distance: null, asOf: null}) { demand servedArea(crs: null, precision: null)
              byDistrict { report { served } } }""",
        ),
        (
            "features(layer: ORGANIZATIONS)",
            """features(layer: ORGANIZATIONS, filter: null, properties: null, organizations: null,
              zoom: null, precision: null, crs: null, limit: null)""",
        ),
        (
            "partyOrganizations { totalCount }",
            """partyOrganizations(filter: {kinds: null, superior: null, district: null}) {
              totalCount }""",
        ),
        (
            "activities { totalCount }",
            """activities(filter: {district: null, circle: null, organization: null, year: null,
              statuses: null}) { totalCount }""",
        ),
    ],
)
def test_null_is_as_good_as_nothing(small_city: Database, without: str, with_nulls: str) -> None:
    plain, nulls = ask(small_city, f"{{ {without} }}"), ask(small_city, f"{{ {with_nulls} }}")

    assert plain.errors == nulls.errors == []
    assert nulls.data == plain.data
