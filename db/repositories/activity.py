"""Activities (十个一系列活动 and others)."""

from db.models import Activity
from db.repositories.city_part import first_given
from db.repositories.paging import Order, OrderKey
from db.repositories.register_definition import (
    RegisterDefinition,
    is_day_of_year,
    is_organization,
)

REGISTER = RegisterDefinition(
    Activity,
    "activities",
    Order((OrderKey(Activity.on, descending=True), OrderKey(Activity.id))),
    # Where it was held; one that was held nowhere in particular belongs where its host does.
    belongs=lambda place: first_given(
        (Activity.organization_id, place.organization(Activity.organization_id)),
        (Activity.station_id, place.station(Activity.station_id)),
        (Activity.circle_id, place.circle(Activity.circle_id)),
        (Activity.location, place.located(Activity.location)),
        (Activity.host_id, place.party_organization(Activity.host_id)),
    ),
    concerns=is_organization(Activity.organization_id),
    year=is_day_of_year(Activity.on),
)
list_statement = REGISTER.list_statement
by_ids = REGISTER.by_ids
