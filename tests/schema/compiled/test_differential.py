"""Queries made at random give the same answer, errors included, on both paths and databases."""

from __future__ import annotations

import pytest

from db.demo.city import generate
from db.demo.load import load
from db.engine import Database
from tests.schema.compiled.generator import Generator, Pool
from tests.schema.compiled.paths import Asker

N_ORGANIZATIONS = 300

# After an error where null is not allowed, graphql-core drops what it had not awaited yet.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(scope="module")
def demo_city(module_database: Database) -> Database:
    load(module_database, generate(N_ORGANIZATIONS))
    return module_database


@pytest.mark.parametrize(
    ("first_seed", "n_queries"), [(0, 150), pytest.param(10_000, 3_000, marks=pytest.mark.slow)]
)
def test_both_paths_give_the_same(
    demo_city: Database, first_seed: int, n_queries: int, caplog: pytest.LogCaptureFixture
) -> None:
    pool = Pool()
    n_errors = n_partly = 0
    with Asker(demo_city) as asker:
        for seed in range(first_seed, first_seed + n_queries):
            generator = Generator(seed, pool)
            query = generator.query()
            both = asker.both(query, **generator.variables)
            told = f"seed {seed}: {query} with {generator.variables}"
            assert both.compiled["data"] == both.ordinary["data"], told
            # Of two errors that null the same value, either may come first on the ordinary path.
            assert bool(both.compiled["errors"]) == bool(both.ordinary["errors"]), told
            assert not (both.was_compiled and both.ordinary["errors"]), told
            pool.harvest(both.ordinary["data"])
            n_errors += bool(both.ordinary["errors"])
            n_partly += both.was_partly

    # Nothing that a compiled query did was unforeseen.
    assert "answered otherwise" not in caplog.text
    assert "reads instead" not in caplog.text
    # The rest asks for what is computed, or for what is refused.
    assert asker.compiled.n_compiled > 0.5 * n_queries, asker.compiled.fallbacks
    assert n_partly > 0.02 * n_queries
    assert n_errors > 0.02 * n_queries
