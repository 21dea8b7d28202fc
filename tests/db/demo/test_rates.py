"""Every district shows every degree of coverage, whatever the size and the seed."""

from datetime import date

import pytest

from db.demo import DemoCity, generate
from tests.db.demo.rates import rates_by_district


@pytest.mark.parametrize("n_organizations", [28, 50, 200, 2_000])
@pytest.mark.parametrize("seed", range(5))
def test_effective_is_less_than_formal_less_than_work_less_than_all(
    n_organizations: int, seed: int
) -> None:
    city = generate(n_organizations, seed=seed)
    rates = rates_by_district(city, city.last_day)
    assert sorted(rates) == list(range(1, 8))
    for mine in rates.values():
        assert 0 < mine.effective < mine.formal < mine.work < mine.organizations


def test_the_default_city_has_rates_that_a_planner_would_believe(city: DemoCity) -> None:
    rates = rates_by_district(city, city.last_day).values()
    total = sum(mine.organizations for mine in rates)
    assert 0.2 < sum(mine.effective for mine in rates) / total < 0.4
    assert 0.4 < sum(mine.formal for mine in rates) / total < 0.65
    assert 0.65 < sum(mine.work for mine in rates) / total < 0.9
    assert 0.2 < sum(mine.reached for mine in rates) / total < 0.5


def test_coverage_grew_over_the_years(city: DemoCity) -> None:
    formal = []
    for year in (2012, 2014, 2016):
        rates = rates_by_district(city, date(year, 11, 1)).values()
        formal.append(
            sum(mine.formal for mine in rates) / sum(mine.organizations for mine in rates)
        )
    assert formal == sorted(formal)
    assert formal[0] < formal[-1]
    before = rates_by_district(city, date(2017, 3, 14)).values()
    assert sum(mine.reached for mine in before) == 0
