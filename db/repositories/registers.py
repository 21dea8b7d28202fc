"""Every register by its table; a new one is one line here."""

from collections.abc import Mapping
from typing import Any

from db.models import Record
from db.repositories import (
    activity,
    assessment,
    brand,
    culture_site,
    dues_rebate,
    exemplar,
    honor,
    honor_pay,
    incubation_grant,
    inspection,
    measure,
    pairing,
    rectification,
    responsibility,
    wish,
)
from db.repositories.register_definition import RegisterDefinition

REGISTERS: Mapping[type[Record], RegisterDefinition[Any]] = {
    each.model: each
    for each in (
        activity.REGISTER,
        assessment.REGISTER,
        brand.REGISTER,
        culture_site.REGISTER,
        dues_rebate.REGISTER,
        exemplar.REGISTER,
        honor.REGISTER,
        honor_pay.REGISTER,
        incubation_grant.REGISTER,
        inspection.REGISTER,
        measure.REGISTER,
        pairing.REGISTER,
        rectification.REGISTER,
        responsibility.REGISTER,
        wish.REGISTER,
    )
}
