"""A point is compiled where it is a condition, and left where it is what is measured from."""

from __future__ import annotations

import pytest

from db.engine import Database
from tests.schema.compiled.paths import Asker

NEAR = "filter: {spatial: {near: {longitude: 101.03, latitude: 36.03, distance: 5000}}}"
BY_NAME = f"{NEAR}, orderBy: [{{field: NAME}}]"


@pytest.mark.parametrize(
    "query",
    [
        f"{{ guidanceStations({NEAR}) {{ totalCount edges {{ cursor node {{ name }} }} }} }}",
        f"{{ commercialCircles({NEAR}) {{ totalCount edges {{ cursor node {{ name }} }} }} }}",
        f"{{ districts({NEAR}) {{ edges {{ node {{ organizations {{ totalCount }} }} }} }} }}",
        f"{{ organizations({BY_NAME}) {{ totalCount edges {{ cursor node {{ name }} }} }} }}",
    ],
)
def test_what_lies_near_is_compiled(small_city: Database, query: str) -> None:
    with Asker(small_city) as asker:
        both = asker.both(query)

    assert both.was_compiled, asker.compiled.fallbacks
    assert both.compiled == both.ordinary
    assert not both.ordinary["errors"]


@pytest.mark.parametrize(
    "query",
    [
        f"{{ organizations({NEAR}) {{ edges {{ node {{ name }} }} }} }}",
        f"{{ organizations({BY_NAME}) {{ edges {{ node {{ name distance }} }} }} }}",
    ],
)
def test_a_search_from_a_point_is_left_to_the_resolvers(small_city: Database, query: str) -> None:
    with Asker(small_city) as asker:
        both = asker.both(query)

    assert not both.was_compiled
    assert list(asker.compiled.fallbacks) == ["a search from a point outwards"]
    assert both.compiled == both.ordinary
    assert both.ordinary["data"]["organizations"]["edges"]
