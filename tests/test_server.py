"""The settings and the application as a whole, on a database of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from commands.setting_values import RefusedSettingsError
from commands.settings import setting_names
from commands.variables import unknown_variables
from db.demo import generate, load
from db.engine import open_database
from maps.console import content_security_policy
from schema.operations.limits import Limits
from server import DEFAULT_DATABASE_URL, Settings, create_app, limits_of, variable_of
from tests.conftest import SqliteBackend

ROOT = Path(__file__).resolve().parent.parent
VARIABLES = {variable_of(name) for name in setting_names()}


@pytest.fixture(autouse=True)
def _no_settings_around(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture(scope="module")
def client(sqlite_backend: SqliteBackend) -> Iterator[TestClient]:
    with sqlite_backend.database() as database:
        settings = Settings(database_url=database.address)
        with TestClient(create_app(settings)) as test_client:
            yield test_client


def test_the_defaults_serve_a_file_on_this_machine_alone() -> None:
    settings = Settings()

    assert settings.database_url == DEFAULT_DATABASE_URL
    assert (settings.host, settings.port, settings.workers) == ("127.0.0.1", 8000, 1)


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUANMAP_PORT", "9001")
    monkeypatch.setenv("QUANMAP_SERVICE_RADIUS", "750")
    monkeypatch.setenv("QUANMAP_DATABASE_SCHEMA", "")

    settings = Settings()

    assert (settings.port, settings.service_radius_m) == (9001, 750.0)
    assert settings.database_schema is None


def test_the_environment_goes_before_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(
        "QUANMAP_PORT=9002\nQUANMAP_HOST=::1\nQUANMAP_MAP_ATTRIBUTION=西宁\nOTHER=1\n", "utf-8"
    )
    monkeypatch.setenv("QUANMAP_PORT", "9003")

    settings = Settings()

    assert (settings.port, settings.host, settings.map_attribution) == (9003, "::1", "西宁")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("QUANMAP_PORT", "70000"),
        ("QUANMAP_WORKERS", "0"),
        ("QUANMAP_SERVICE_RADIUS", "-1"),
        ("QUANMAP_SERVICE_RADIUS", "nan"),
        ("QUANMAP_SERVICE_RADIUS", "inf"),
        ("QUANMAP_ACTIVITY_MONTHS", "a year"),
        ("QUANMAP_BASEMAP_CRS", "EPSG:3857"),
        ("QUANMAP_RATE_LIMIT", "10 a minute"),
        ("QUANMAP_RATE_LIMIT", "0/minute"),
        ("QUANMAP_RATE_LIMIT", "²/minute"),
    ],
)
def test_a_wrong_setting_is_refused(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)

    with pytest.raises(RefusedSettingsError):
        Settings()


def test_a_default_page_is_no_longer_than_the_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUANMAP_PAGE_MAX", "20")

    with pytest.raises(
        RefusedSettingsError, match="QUANMAP_PAGE_DEFAULT=50 is more than"
    ) as refused:
        Settings()
    assert str(refused.value).startswith("QUANMAP_PAGE_DEFAULT=50")


def test_the_limits_of_the_defaults_are_the_defaults_of_the_limits() -> None:
    assert limits_of(Settings()) == Limits()


def test_a_variable_that_is_no_setting_is_told_with_the_nearest_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("QUANMAP_PROT", "1")
    monkeypatch.setenv("QUANMAP_PORT", "1")
    (tmp_path / ".env").write_text("QUANMAP_COSTS_MAX=1\nOTHER=1\n", "utf-8")

    told = unknown_variables()

    assert [line.split()[0] for line in told] == ["QUANMAP_COSTS_MAX", "QUANMAP_PROT"]
    assert "QUANMAP_COST_MAX" in told[0]
    assert "QUANMAP_PORT" in told[1]


def test_settings_do_not_change() -> None:
    settings = Settings()

    with pytest.raises(FrozenInstanceError):
        settings.port = 1  # type: ignore[misc]


def test_the_settings_page_lists_every_setting_with_its_default_and_no_other() -> None:
    rows = {
        cells[1].strip(" `"): cells[2].strip(" `")
        for line in (ROOT / "docs" / "settings.md").read_text("utf-8").splitlines()
        if line.startswith("| `QUANMAP_")
        for cells in [line.split("|")]
    }

    settings = Settings()
    expected = {
        variable_of(name): "" if getattr(settings, name) is None else str(getattr(settings, name))
        for name in setting_names()
    }
    assert rows == expected


def test_the_readme_shows_a_query_with_its_answer(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    query = readme.split("```graphql\n")[1].split("```")[0]
    shown = json.loads(readme.split("```json\n")[1].split("```")[0])
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'demo.db'}")
    database = open_database(settings.database_url)
    database.upgrade()
    load(database, generate())
    database.dispose()

    with TestClient(create_app(settings)) as client:
        answer = client.post("/graphql", json={"query": query}).json()

    ratio = answer["data"]["coverage"].pop("areaRatio")
    assert ratio == pytest.approx(shown["data"]["coverage"].pop("areaRatio"))
    assert answer["data"] == shown["data"]


def test_the_console_is_at_the_root(client: TestClient) -> None:
    page = client.get("/")

    assert page.status_code == 200
    assert "<title>圈图" in page.text
    assert page.headers["content-security-policy"] == content_security_policy()
    script = page.text.split('src="./console/')[1].split('"')[0]
    answer = client.get(f"/console/{script}")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert client.get("/console/icon.svg").headers["cache-control"] == "no-cache"


def test_the_console_reads_its_settings(client: TestClient, sqlite_backend: SqliteBackend) -> None:
    assert client.get("/console/settings.json").json() == {
        "basemap": None,
        # By default these are of the demo city's boundaries, and this is another city.
        "approvalNumber": "",
        "attribution": "",
        "isSynthetic": False,
    }
    with sqlite_backend.database() as database:
        settings = Settings(
            database_url=database.address,
            basemap_url="https://tiles.example/{z}/{x}/{y}.png",
            basemap_attribution="Tiles",
            basemap_crs="GCJ02",
            map_attribution="来源",
            map_approval_number="GS(2026)1号",
        )
        with TestClient(create_app(settings)) as with_tiles:
            answer = with_tiles.get("/console/settings.json").json()
            policy = with_tiles.get("/").headers["content-security-policy"]

    assert (answer["attribution"], answer["approvalNumber"]) == ("来源", "GS(2026)1号")
    assert answer["basemap"] == {
        "url": "https://tiles.example/{z}/{x}/{y}.png",
        "attribution": "Tiles",
        "coordinateSystem": "GCJ02",
        "maxZoom": 18,
    }
    assert "img-src 'self' https://tiles.example;" in policy


def test_what_the_readme_links_to_is_there(client: TestClient) -> None:
    for path in ("graphql", "schema.graphql", "healthz", "readyz"):
        assert client.get(f"/{path}", headers={"accept": "text/html"}).status_code == 200


def test_graphql_is_answered_with_a_request_id(client: TestClient) -> None:
    answer = client.post("/graphql", json={"query": "{ districts(first: 1) { totalCount } }"})

    assert answer.json()["data"] == {"districts": {"totalCount": 0}}
    assert answer.headers["x-request-id"]


def test_the_schema_is_served_as_text(client: TestClient) -> None:
    answer = client.get("/schema.graphql")

    assert answer.headers["content-type"].startswith("text/plain")
    assert "type District implements Node" in answer.text


def test_the_probes_answer(client: TestClient) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").text == "ready\n"


def test_a_database_without_tables_is_alive_but_not_ready(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'empty.db'}")

    with TestClient(create_app(settings)) as client:
        answer = client.get("/readyz")

        assert client.get("/healthz").status_code == 200
    assert answer.status_code == 503
    assert "quanmap db upgrade" in answer.text


def test_a_database_out_of_reach_is_not_named_to_strangers(tmp_path: Path) -> None:
    broken = tmp_path / "secret-place.db"
    broken.write_text("no database, " * 100)

    with TestClient(create_app(Settings(database_url=f"sqlite:///{broken}"))) as client:
        answers = [client.get("/readyz"), client.get("/maps/coverage.html")]

    assert [answer.status_code for answer in answers] == [503, 503]
    assert all("secret-place" not in answer.text for answer in answers)
    assert all("cannot be reached" in answer.text for answer in answers)


def test_an_unknown_page_is_a_404(client: TestClient) -> None:
    assert client.get("/nowhere").status_code == 404


def test_an_unexpected_failure_is_masked_and_named(
    sqlite_backend: SqliteBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_options: object) -> str:
        raise RuntimeError("secret")

    monkeypatch.setattr("commands.map_documents.map_html", fail)
    with sqlite_backend.database() as database:
        app = create_app(Settings(database_url=database.address))
        with TestClient(app, raise_server_exceptions=False) as client:
            answer = client.get("/maps/coverage.html")

    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert answer.headers["x-request-id"] in answer.text
