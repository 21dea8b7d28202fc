"""The database of `bench/graphql.py`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from db.demo import generate, load
from db.engine import Database
from db.models.enums import TokenRole
from db.repositories import tokens

HERE = Path(__file__).resolve().parent
N_CIRCLES = 20

CIRCLES = """INSERT INTO commercial_circles (name, district_id, boundary, version)
SELECT concat('商圈', d.adcode, '-', n), d.id,
  ST_Multi(ST_Buffer(ST_PointOnSurface(d.boundary), 1e-3)), 1
FROM districts d, generate_series(1, :n) n"""
MEMBERS = """INSERT INTO circle_memberships (circle_id, organization_id)
SELECT c.id, o.id FROM (
  SELECT id, district_id, row_number() OVER (PARTITION BY district_id ORDER BY id) - 1 AS place
  FROM commercial_circles WHERE name LIKE '商圈%-%') c
JOIN (SELECT id, district_id, row_number() OVER (PARTITION BY district_id ORDER BY id) AS place
  FROM organizations) o
ON o.district_id = c.district_id AND (o.place - 1) / 40 = c.place
ON CONFLICT DO NOTHING"""


def fill(database: Database, n_organizations: int) -> str:
    """Write the demo city, with circles enough in each district; give a token that may read."""
    database.upgrade()
    load(database, generate(n_organizations))
    with database.write() as session:
        terms = tokens.TokenTerms("bench", TokenRole.VIEWER)
        _, secret = tokens.create(session, terms, now=datetime.now(tz=UTC))
    return secret


def furnish(database: Database) -> None:
    """Add what only PostGIS is measured with: circles, and the functions of PostGraphile."""
    functions = (HERE / "side_by_side" / "graphql_peers" / "functions.sql").read_text("utf-8")
    with database.write() as session:
        session.execute(text(CIRCLES), {"n": N_CIRCLES})
        session.execute(text(MEMBERS))
        session.connection().exec_driver_sql(functions)
    with database.engines[0].connect().execution_options(isolation_level="AUTOCOMMIT") as one:
        one.execute(text("VACUUM ANALYZE"))
