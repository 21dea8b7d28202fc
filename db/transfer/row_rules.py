"""Rules on several columns of a row: days in their order, and what the tables demand."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import CheckConstraint

from db.models import Wish
from db.models.enums import WishStatus
from db.transfer.findings import Problem, Rule
from db.transfer.kinds import Kind

_ORDERED = (
    ("established_on", "closed_on"),
    ("opened_on", "closed_on"),
    ("posted_on", "claimed_on"),
    ("claimed_on", "fulfilled_on"),
)
"""Days of which the second is not before the first."""


def problems(
    kind: Kind, values: Mapping[str, list[Any]], n_rows: int
) -> Iterator[tuple[str, dict[int, Problem]]]:
    """Give the attribute and, by the place of the row, what is wrong."""
    for first, second, is_strict in _pairs(kind):
        if first in values and second in values:
            yield second, _disordered(kind, first, second, values, is_strict=is_strict)
    if kind.model is Wish and {"status", "claimed_by_id"} <= values.keys():
        yield "status", _wishes(values["status"], values["claimed_by_id"], n_rows)


def _pairs(kind: Kind) -> Iterator[tuple[str, str, bool]]:
    attributes = {column.attribute for column in kind.columns}
    for first, second in _ORDERED:
        if {first, second} <= attributes:
            yield first, second, False
    for rule in kind.table.constraints:
        if isinstance(rule, CheckConstraint):
            for second, first in re.findall(r"(\w+) > (\w+)", str(rule.sqltext)):
                if {first, second} <= attributes:
                    yield first, second, True


def _disordered(
    kind: Kind, first: str, second: str, values: Mapping[str, list[Any]], *, is_strict: bool
) -> dict[int, Problem]:
    one, other = kind.column(first), kind.column(second)
    relation_zh, relation_en = ("应晚于", "after") if is_strict else ("不应早于", "not before")
    found = {}
    for index, (early, late) in enumerate(zip(values[first], values[second], strict=True)):
        if early is None or late is None or late > early or (late == early and not is_strict):
            continue
        found[index] = Problem(
            Rule.ORDER_OF_DATES,
            f"{other.zh} {late} {relation_zh} {one.zh} {early}",
            f"{other.en} {late} should be {relation_en} {one.en} {early}",
            "核对两个日期",
            "check both days",
        )
    return found


def _wishes(
    statuses: Sequence[WishStatus | None], claimed_by: Sequence[int | None], n_rows: int
) -> dict[int, Problem]:
    found = {}
    for index in range(n_rows):
        status = statuses[index]
        if status is not None and (status is WishStatus.OPEN) != (claimed_by[index] is None):
            found[index] = Problem(
                Rule.TABLE_RULE,
                "待认领的心愿没有认领单位, 其他状态必须有",
                "an open wish has no organization that claimed it, any other has one",
                "填写认领单位或更正状态",
                "give who claimed it, or mend the status",
            )
    return found
