"""Lists of a place that a filter names are kept, as long as there is such a place."""

from __future__ import annotations

import pytest
from shapely import MultiPolygon, box
from sqlalchemy import delete, update

from db import models
from db.engine import Database
from tests.conftest import Backend
from tests.schema import city
from tests.schema.compiled.paths import Asker

ORGANIZATIONS = "{{ organizations(filter: {{spatial: {{{}}}}}) {{ edges {{ node {{ name }} }} }} }}"
PLACES = {
    "district": ORGANIZATIONS.format('district: "630101"'),
    "circle": ORGANIZATIONS.format('circle: "CommercialCircle:1"'),
    "superior": '{ partyOrganizations(filter: {superior: "PartyOrganization:1"}) { totalCount } }',
}


@pytest.mark.parametrize("place", PLACES)
def test_a_list_of_a_named_place_is_kept(small_city: Database, place: str) -> None:
    query = PLACES[place]
    with Asker(small_city) as asker:
        both = asker.both(query)
        again = asker.again(query)

    assert both.was_compiled
    assert both.compiled == both.ordinary
    assert again == both.ordinary["data"]


def test_a_kept_list_is_no_answer_once_its_district_has_another_code(backend: Backend) -> None:
    query = PLACES["district"]
    with backend.database(city.fill) as database, Asker(database) as asker:
        asker.both(query)
        before = asker.again(query)
        with database.write() as session:
            districts = update(models.District).where(models.District.adcode == "630101")
            session.execute(districts.values(adcode="630199"))
        after = asker.again(query)
        both = asker.both(query)

    assert before is not None
    assert after is None
    assert both.compiled == both.ordinary
    assert "630101" in both.ordinary["errors"][0]["message"]


def test_a_kept_list_is_no_answer_once_its_circle_is_gone(backend: Backend) -> None:
    query = ORGANIZATIONS.format('circle: "CommercialCircle:900"')
    with backend.database(city.fill) as database, Asker(database) as asker:
        with database.write() as session:
            boundary = MultiPolygon([box(101.0, 36.0, 101.01, 36.01)])
            session.add(models.CommercialCircle(id=900, name="新商圈", boundary=boundary))
        asker.both(query)
        before = asker.again(query)
        with database.write() as session:
            session.execute(
                delete(models.CommercialCircle).where(models.CommercialCircle.id == 900)
            )
        after = asker.again(query)
        both = asker.both(query)

    assert before == {"organizations": {"edges": []}}
    assert after is None
    assert both.compiled == both.ordinary
    assert "900" in both.ordinary["errors"][0]["message"]
