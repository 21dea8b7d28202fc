"""The demo city's registers: every figure of the report, from the rows and from the dashboard."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import shapely
from sqlalchemy.orm import Session

from db import models
from db.demo import MINIMUM_ORGANIZATIONS, DemoCity, generate, load
from db.engine import Database
from db.errors import FilterError, UnknownDistrictError
from db.models.enums import HonorKind, HonorLevel, RectificationStatus, WishStatus
from db.repositories import audit, brand, measure, pairing, rectification
from db.repositories.affiliation_issues import AffiliationIssueKind, count_issues, issues_page
from db.repositories.city_part import CityPart
from db.repositories.dashboard import Dashboard, dashboard, dashboard_day
from db.repositories.facts import latest_fact_day
from db.repositories.register import RegisterFilter

DAY = date(2017, 11, 1)
KINDS = HonorKind
SUMS = (
    "organizations",
    "party_members",
    "circles",
    "stations",
    "station_investment_cny",
    "rectification_open",
    "rectification_closed",
    "rectification_overdue",
    "dues_returned_cny",
    "grants_paid_cny",
    "pairing_funds_cny",
    "paired_villages",
    "honors",
    "wishes_open",
    "wishes_fulfilled",
    "exemplars",
    "brands_met",
    "culture_sites",
    "honor_pay_cost_cny",
)
"""What adds up from districts to the city, because no record of the demo city is the city's own."""

COUNTS = (
    "organizations",
    "party_organizations",
    "party_members",
    "circles",
    "stations",
    "instructors",
    "rectification_open",
    "rectification_closed",
    "rectification_overdue",
    "measures_done",
    "measures_total",
    "paired_villages",
    "activities",
    "wishes_open",
    "wishes_fulfilled",
    "exemplars",
    "brands_met",
    "culture_sites",
    "responsibilities_done",
    "responsibilities_total",
    "posts",
    "posts_filled",
)


@pytest.fixture(scope="module")
def loaded(module_database: Database) -> Database:
    load(module_database, generate(700, seed=3))
    return module_database


@pytest.fixture
def session(loaded: Database) -> Iterator[Session]:
    with loaded.read() as session:
        yield session


def report_figures(found: Dashboard) -> dict[str, object]:
    return {
        "honors": found.honors,
        "advanced": found.honors_by_kind[KINDS.ADVANCED_ORGANIZATION],
        "members and workers": found.honors_by_kind[KINDS.OUTSTANDING_MEMBERS]
        + found.honors_by_kind[KINDS.OUTSTANDING_WORKERS],
        "delegates": found.honors_by_kind[KINDS.CONGRESS_DELEGATES],
        "villages": found.paired_villages,
        "pairing funds": found.pairing_funds_cny,
        "dues": found.dues_returned_cny,
        "circles": found.circles,
        "stations": found.stations,
        "investment": found.station_investment_cny,
        "measures": found.measures_total,
    }


def test_every_figure_of_the_report_comes_out_of_the_dashboard(session: Session) -> None:
    assert report_figures(dashboard(session, CityPart())) == {
        "honors": 28,
        "advanced": 10,
        "members and workers": 12,
        "delegates": 6,
        "villages": 73,
        "pairing funds": Decimal("2393600.00"),
        "dues": Decimal("393000.00"),
        "circles": 4,
        "stations": 8,
        "investment": Decimal("200000.00"),
        "measures": 15,
    }


def test_each_figure_belongs_to_its_year(session: Session) -> None:
    before, this = dashboard(session, CityPart(), 2016), dashboard(session, CityPart(), 2017)
    assert (before.honors, this.honors) == (28, 0)
    assert [before.dues_returned_cny, this.dues_returned_cny] == [393_000, 0]
    assert (before.paired_villages, this.paired_villages) == (0, 73)
    assert (before.stations, this.stations) == (0, 8)
    assert [before.station_investment_cny, this.station_investment_cny] == [0, 200_000]
    assert (before.measures_total, this.measures_total) == (0, 15)
    assert (before.day, this.day) == (date(2016, 12, 31), DAY)


def test_districts_add_up_to_the_city(session: Session) -> None:
    adcodes = [each.adcode for each in session.query(models.District).order_by("adcode")]
    parts = [dashboard(session, CityPart(district=adcode)) for adcode in adcodes]
    whole = dashboard(session, CityPart())
    for name in SUMS:
        assert sum(getattr(part, name) for part in parts) == getattr(whole, name), name


def test_a_circle_has_what_lies_in_it(session: Session) -> None:
    found = dashboard(session, CityPart(circle=3))
    assert [found.circles, found.stations, found.station_investment_cny] == [1, 1, 30_000]
    assert 0 < found.organizations < 200
    assert found.party_organizations > 1
    assert found.culture_sites >= 1


@pytest.mark.parametrize("year", [None, 2016, 2017])
def test_a_polygon_around_all_has_all_that_is_located(session: Session, year: int | None) -> None:
    around = dashboard(session, CityPart(polygon=shapely.box(100.5, 36, 102.5, 37.6)), year)
    whole = dashboard(session, CityPart(), year)
    assert 0 < around.organizations < whole.organizations
    assert around.stations == whole.stations
    assert around.wishes_fulfilled == whole.wishes_fulfilled
    assert around.culture_sites == whole.culture_sites


@pytest.mark.parametrize("year", [None, 2016, 2099])
def test_a_polygon_that_holds_nothing_gives_zeros(session: Session, year: int | None) -> None:
    found = dashboard(session, CityPart(polygon=shapely.box(10, 10, 11, 11)), year)
    assert found == Dashboard(
        day=found.day,
        **dict.fromkeys(COUNTS, 0),
        dues_returned_cny=Decimal(0),
        grants_paid_cny=Decimal(0),
        station_investment_cny=Decimal(0),
        pairing_funds_cny=Decimal(0),
        honor_pay_cost_cny=Decimal(0),
        honors_by_kind=dict.fromkeys(HonorKind, 0),
        assessment_score=None,
    )


def test_an_empty_database_gives_zeros(database: Database) -> None:
    with database.read() as session:
        found = dashboard(session, CityPart())
        assert (found.organizations, found.honors, found.dues_returned_cny) == (0, 0, Decimal(0))
        assert dashboard_day(session) == date.min
        assert count_issues(session, CityPart(), date.min) == 0


def test_a_scope_that_there_is_not_is_refused(session: Session) -> None:
    with pytest.raises(UnknownDistrictError, match="999999"):
        dashboard(session, CityPart(district="999999"))
    with pytest.raises(FilterError, match="no circle has the identifier 77"):
        dashboard(session, CityPart(circle=77))
    with pytest.raises(FilterError, match="one of them alone"):
        dashboard(session, CityPart(district="630104", circle=1))
    with pytest.raises(FilterError, match="no year 0"):
        dashboard(session, CityPart(), 0)


def test_lists_and_the_dashboard_count_alike(session: Session) -> None:
    found = dashboard(session, CityPart(district="630104"), 2017)
    chosen = RegisterFilter(district="630104", year=2017)
    items = session.scalars(rectification.list_statement(session, chosen)).all()
    closed = [each for each in items if each.status is RectificationStatus.CLOSED]
    assert (len(items) - len(closed), len(closed)) == (
        found.rectification_open,
        found.rectification_closed,
    )
    assert (
        sum(each.status is not RectificationStatus.CLOSED and each.due_on < DAY for each in items)
        == found.rectification_overdue
    )
    ratings = session.scalars(brand.list_statement(session, chosen)).all()
    criteria = brand.criteria_by_rating_ids(session, [each.id for each in ratings])
    assert sum(all(met for _, met in each) for each in criteria.values()) == found.brands_met


def test_every_kind_of_issue_is_there_to_be_found(session: Session) -> None:
    day = latest_fact_day(session) or DAY
    whole = issues_page(session, CityPart(), day, limit=10_000)
    kinds = Counter(issue.kind for issue in whole.issues)
    assert set(kinds) == set(AffiliationIssueKind)
    assert count_issues(session, CityPart(), day) == len(whole.issues)
    assert not whole.has_next
    read, after = [], None
    while True:
        page = issues_page(session, CityPart(), day, limit=7, after=after)
        read += page.issues
        if not page.has_next:
            break
        after = page.issues[-1].key
    assert [issue.key for issue in read] == [issue.key for issue in whole.issues]
    assert [issue.key for issue in read] == sorted(issue.key for issue in read)


def test_lines_lead_to_every_village(session: Session) -> None:
    lines = pairing.lines_by_ids(session, range(1, 74), DAY)
    # A helper whose organization is not located has no line.
    assert 60 <= len(lines) <= 73
    for key, line in lines.items():
        village = session.get_one(models.Pairing, key).village_location
        assert village is not None
        assert line.coords[-1] == (village.x, village.y)


def test_measures_are_of_several_statuses(session: Session) -> None:
    statuses = measure.statuses_by_ids(session, range(1, 16), DAY)
    assert len(set(statuses.values())) >= 2


def test_the_load_has_its_entry_in_the_audit(session: Session) -> None:
    assert audit.verify_audit(session) == audit.Verification(1)
    entry = session.get_one(models.AuditEntry, 1)
    assert "700 organizations, seed 3" in str(entry.note)
    assert (entry.n_rows or 0) > 5_000


@pytest.mark.parametrize("n_organizations", [MINIMUM_ORGANIZATIONS, 51, 2_000])
def test_any_size_holds_the_registers_figures(n_organizations: int) -> None:
    made = generate(n_organizations, seed=n_organizations)
    registers = made.registers
    assert sum(each.count for each in registers.honors) == 28
    assert sum((each.funds_cny for each in registers.pairings), Decimal()) == 2_393_600
    assert len({each.village for each in registers.pairings}) == 73
    assert sum((each.paid_cny for each in registers.dues_rebates), Decimal()) == 196_500
    assert sum((each.matched_cny for each in registers.dues_rebates), Decimal()) == 196_500
    assert sum((each.returned_cny for each in registers.dues_rebates), Decimal()) == 393_000
    assert [each.number for each in registers.measures] == list(range(1, 16))


def test_the_paired_and_the_honoured_are_different_party_organizations(city: DemoCity) -> None:
    registers = city.registers
    paired = [each.party_organization_id for each in registers.pairings]
    honored = [
        each.party_organization_id
        for each in registers.honors
        if each.kind is KINDS.ADVANCED_ORGANIZATION
    ]
    assert (len(set(paired)), len(set(honored))) == (73, 10)
    assert not set(paired) & set(honored)
    assert {each.level for each in registers.honors} == {HonorLevel.CITY, HonorLevel.PROVINCE}


def test_histories_take_only_steps_that_there_are(city: DemoCity) -> None:
    registers = city.registers
    events: dict[int, list[tuple[object, ...]]] = {}
    for each in registers.rectification_events:
        events.setdefault(each.item_id, []).append(each)
    for item in registers.rectification_items:
        steps = events[item.id]
        assert steps[-1][4] is item.status
        assert steps[0][3:5] == (None, RectificationStatus.LISTED)
        assert all(step[3:5] in rectification.STEPS for step in steps[1:])
        assert [step[2] for step in steps] == sorted(step[2] for step in steps)  # type: ignore[type-var]
        by = {step[4]: step[5] for step in steps}
        if item.status is RectificationStatus.CLOSED:
            assert by[RectificationStatus.CLOSED] != by[RectificationStatus.SUBMITTED]


def test_titles_of_criteria_are_marked_as_proposals(city: DemoCity) -> None:
    criteria = city.registers.brand_criteria
    assert Counter(each.brand.value for each in criteria) == {
        "FOUR_GOODS_ONE_SUPPORT": 5,
        "DOUBLE_STRENGTHEN_DOUBLE_RAISE": 4,
    }
    assert all(each.is_proposal for each in criteria)


def test_wishes_are_claimed_and_fulfilled_in_turn(city: DemoCity) -> None:
    assert {each.status for each in city.registers.wishes} == set(WishStatus)
    for wish in city.registers.wishes:
        assert (wish.claimed_by_id is None) == (wish.status is WishStatus.OPEN)
        days = [wish.posted_on, wish.claimed_on, wish.fulfilled_on]
        known = [day for day in days if day is not None]
        assert known == sorted(known)


def test_villages_lie_in_their_districts(city: DemoCity) -> None:
    districts = {each.name: each.boundary for each in city.districts}
    for each in city.registers.pairings:
        name = next(name for name in districts if each.village.startswith(name))
        assert districts[name].contains(each.village_location)
