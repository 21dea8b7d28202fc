"""Small files for the tests of imports, and a city that they belong to."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from db.credit_code import check_character
from db.engine import Database
from tests.db.city import add_circles, add_districts

HEADERS = ("统一社会信用代码", "单位名称", "类别", "从业人数", "成立日期", "区县", "经度", "纬度")


def credit_code(number: int) -> str:
    """Return a valid code that is known by a number."""
    body = f"916301{number:011d}"
    return body + check_character(body)


def row(number: int, **cells: Any) -> list[Any]:
    """Return the cells of an organization in the district West, by `HEADERS`."""
    made = {
        "统一社会信用代码": credit_code(number),
        "单位名称": f"第{number}公司",
        "类别": "非公经济组织",
        "从业人数": "12",
        "成立日期": "2015-03-04",
        "区县": "West",
        "经度": "101.71",
        "纬度": "36.61",
    }
    return list((made | cells).values())


def write_csv(
    file: Path,
    rows: Sequence[Sequence[Any]],
    headers: Sequence[str] = HEADERS,
    *,
    encoding: str = "utf-8-sig",
    delimiter: str = ",",
) -> Path:
    """Write a table as text."""
    with file.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream, delimiter=delimiter)
        writer.writerow(headers)
        writer.writerows(rows)
    return file


def add_city(database: Database) -> None:
    """Add the districts West (1) and East (2), and three circles in the west."""
    with database.write() as session:
        add_districts(session)
        add_circles(session)


def count(database: Database, model: Any) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0
