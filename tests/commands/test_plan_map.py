"""The map of a job's plan, as the server gives it and a browser shows it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from db.engine import Database, open_database
from db.repositories import planning_job
from schema.operations.limits import Limits
from schema.operations.planning_jobs import start_job
from schema.operations.planning_worker import Address, run_job
from schema.operations.station_plan_question import PlanObjective, StationPlanQuestion
from server import Settings, create_app
from tests.browser import browser_page
from tests.commands.conftest import Run
from tests.commands.test_map import content

QUESTION = StationPlanQuestion(
    PlanObjective.MAXIMIZE_COVERAGE,
    service_radius_m=1000.0,
    new_stations=3,
    cost_per_station_cny=Decimal(25000),
)


@pytest.fixture
def planned_url(demo_file: Path, folder: Path) -> str:
    """The address of a demo city with one planning job that is done, and one that waits."""
    file = folder / "planned.sqlite3"
    shutil.copyfile(demo_file, file)
    database = open_database(file)
    plan(database, f"sqlite:///{file}")
    start_job(database, QUESTION, Limits(), "planner")
    database.dispose()
    return f"sqlite:///{file}"


def plan(database: Database, url: str) -> None:
    job = start_job(database, QUESTION, Limits(), "planner").job
    assert job is not None
    with database.write() as session:
        planning_job.claim(
            session,
            runner="one",
            at=datetime.now(tz=UTC),
            most_running=1,
            lost_after=timedelta(minutes=1),
        )
    run_job(Address(url), job.id, "one", Limits())


def client(url: str) -> TestClient:
    return TestClient(create_app(Settings(database_url=url)))


@pytest.mark.parametrize("name", ["1", "PlanningJob:1"])
def test_the_map_of_a_plan_is_served(planned_url: str, name: str) -> None:
    answer = client(planned_url).get(f"/maps/plans/{name}.html")

    assert answer.status_code == 200
    for words in ("指导站选址方案", "方案站点 1", "75000", "2017-11-01", 'isSynthetic":true'):
        assert words in answer.text


@pytest.mark.parametrize("name", ["2", "9", "0", "x", "%7B%7B7*7%7D%7D", "..%2F..%2Fserver"])
def test_a_job_without_a_plan_has_no_map(planned_url: str, name: str) -> None:
    answer = client(planned_url).get(f"/maps/plans/{name}.html")

    assert answer.status_code in {400, 404}
    assert "<html" not in answer.text


@pytest.mark.slow
@pytest.mark.parametrize("name", ["1", "PlanningJob:1"])
def test_the_command_draws_the_plan_of_a_job_that_is_done(
    planned_url: str, folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("QUANMAP_DATABASE_URL", planned_url)
    page, picture = folder / "job.html", folder / "job.png"
    for file in (page, picture):
        assert run("map", "plan", "--job", name, "-o", file).exit_code == 0

    served = folder / "served.html"
    served.write_text(client(planned_url).get("/maps/plans/1.html").text, "utf-8")
    assert content(page) == content(served)
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_command_refuses_a_job_that_still_waits(
    planned_url: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUANMAP_DATABASE_URL", planned_url)
    result = run("map", "plan", "--job", "2", "-o", "job.html")

    assert result.exit_code == 1
    assert "it is QUEUED" in result.output


@pytest.mark.browser
def test_a_browser_shows_before_and_after(planned_url: str, folder: Path) -> None:
    page_file = folder / "plan.html"
    page_file.write_text(client(planned_url).get("/maps/plans/1.html").text, "utf-8")
    with browser_page() as page:
        errors: list[str] = []
        requests: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(page_file.as_uri())
        page.get_by_text("仍未覆盖").first.wait_for()
        figures = page.locator("body").inner_text()
        assert "新增 3 个站点" in figures
        page.get_by_role("button", name="现状").click()

        assert errors == []
        assert requests == [page_file.as_uri()]
