"""The settings of an installation: every ``QUANMAP_*`` variable, its meaning and its default."""

# ruff: noqa: RUF009 (`setting` makes the field of a dataclass)
from __future__ import annotations

from copy import copy
from dataclasses import dataclass, fields
from typing import Final, Literal, Self

from commands.setting_values import (
    RefusedSettingsError,
    read_values,
    setting,
    variable_of_field,
)

DEFAULT_DATABASE_URL: Final = "sqlite:///quanmap.sqlite3"
CoordinateSystemName = Literal["WGS84", "CGCS2000", "GCJ02", "BD09"]
Openness = Literal["loopback", "always", "never"]
RATE_UNITS: Final = ("second", "minute", "hour", "day")


@dataclass(frozen=True, init=False)
class Settings:
    """What an installation decides, read from ``QUANMAP_*`` in the environment or in ``.env``.

    A field's variable is its name in capitals after ``QUANMAP_``; a field whose name ends with a
    unit has one without it, such as ``QUANMAP_SERVICE_RADIUS`` (`variable_of`). What is given
    goes before the environment.

    Raises
    ------
    RefusedSettingsError
        Some cannot have their values.
    """

    database_url: str = setting(
        DEFAULT_DATABASE_URL, "`postgresql://…`, or `sqlite:///FILE`, from the working folder"
    )
    database_schema: str | None = setting(None, "PostgreSQL: the schema that holds the city")
    read_database_url: str | None = setting(
        None, "PostgreSQL: a replica that answers what only reads"
    )
    host: str = setting("127.0.0.1", "the address to listen on")
    port: int = setting(8000, "the port; 0 for any free one", ge=0, le=65535)
    open_reading: Openness = setting(
        "loopback", "whether reading needs no token: where `host` is this machine, or not"
    )
    graphiql: bool = setting(True, "whether a browser gets GraphiQL at `/graphql`")
    introspection: bool = setting(True, "whether the schema may be asked for, and read as a file")
    allowed_hosts: str = setting(
        "",
        "names by which the server may be asked beside `host` and, where that is "
        "this machine, its own names; with commas, `*.` for all below a name, `*` for any",
    )
    allowed_origins: str = setting(
        "", "pages of other servers that may ask, as `https://map.example`; commas"
    )

    jwt_issuer: str | None = setting(
        None, "who signs JSON web tokens, by `iss`; none are taken without it"
    )
    jwt_audience: str = setting("quanmap", "whom they have to be for, by `aud`")
    jwt_keys: str | None = setting(None, "the signer's keys: a JWKS file, or its https address")
    jwt_algorithms: str = setting(
        "RS256", "signatures that are taken, asymmetric ones only; commas"
    )
    jwt_role_claim: str = setting("role", "the claim of the role or groups; dots lead into objects")
    jwt_roles: str = setting(
        "", "roles of the claim's values where they are no roles: `clerks=EDITOR,…`"
    )
    jwt_district_claim: str = setting(
        "districts", "the claim of the adcodes in which an EDITOR may write"
    )

    workers: int = setting(1, "server processes", ge=1, le=256)
    stop_drain_s: float = setting(
        0.5,
        "seconds between a stop's `/readyz` saying no and the end of new requests",
        ge=0,
        le=600,
        variable="QUANMAP_STOP_DRAIN",
    )
    stop_grace_s: int = setting(
        30,
        "seconds that running requests then have to finish",
        ge=1,
        le=3_600,
        variable="QUANMAP_STOP_GRACE",
    )

    service_radius_m: float = setting(
        1_000.0,
        "metres that a what-if station reaches which names no radius",
        gt=0,
        le=50_000,
        variable="QUANMAP_SERVICE_RADIUS",
    )
    activity_months: int = setting(12, "months for which an activity counts", ge=1, le=120)
    assessment_years: int = setting(2, "years for which an assessment counts", ge=1, le=10)

    page_default: int = setting(50, "rows of a page where `first` is not given", ge=1)
    page_max: int = setting(500, "rows of a page at most", ge=1)
    features_max: int = setting(100_000, "features of a map layer at most", ge=1)
    max_body_bytes: int = setting(1_000_000, "bytes of a request's body at most", ge=1_000)
    max_upload_bytes: int = setting(
        50_000_000, "bytes of a file that is imported by the API at most", ge=1_000
    )

    tokens_max: int = setting(2_000, "words and marks of a query at most", ge=1)
    depth_max: int = setting(10, "fields in fields at most", ge=1)
    aliases_max: int = setting(15, "aliases of a query at most", ge=0)
    directives_max: int = setting(50, "directives of a query at most", ge=0)
    cost_max: int = setting(
        5_000, "rows times fields of a query at most; lists in lists multiply", ge=1
    )
    statement_time_limit_s: float = setting(
        5.0,
        "seconds that the database may read for one statement",
        gt=0,
        le=3_600,
        variable="QUANMAP_STATEMENT_TIME_LIMIT",
    )
    request_time_limit_s: float = setting(
        15.0,
        "seconds that a request may take",
        gt=0,
        le=3_600,
        variable="QUANMAP_REQUEST_TIME_LIMIT",
    )
    upload_time_limit_s: float = setting(
        300.0,
        "seconds that a request with a file, or one that takes an import back, may take",
        gt=0,
        le=86_400,
        variable="QUANMAP_UPLOAD_TIME_LIMIT",
    )
    requests_max: int = setting(256, "requests of a process at once; more get a 503", ge=1)
    followers_max: int = setting(1_000, "WebSockets and event streams of a process at once", ge=1)
    rate_limit: str | None = setting(
        None,
        "requests of one token or address, such as `600/minute`, or `off`; by "
        "default that one, and `off` where `host` is this machine",
    )

    log_format: Literal["auto", "console", "json"] = setting(
        "auto", "lines of the log; `auto`: for people on a terminal, else JSON"
    )
    log_level: Literal["debug", "info", "warning", "error"] = setting(
        "info", "what is logged at least"
    )
    access_log: bool = setting(False, "whether every request is logged")
    open_metrics: Openness = setting(
        "loopback", "whether `/metrics` needs no ADMIN token, as `QUANMAP_OPEN_READING`"
    )
    otel_endpoint: str | None = setting(
        None, "where OpenTelemetry traces go (OTLP over HTTP); needs the extra `otel`"
    )

    compiled_queries: bool = setting(True, "whether one SQL statement answers a query where it can")

    planning_processes: int | None = setting(
        None, "planning jobs at once; one a core by default, 0 for none", ge=0, le=256
    )
    planning_time_limit_s: float = setting(
        600.0,
        "seconds that a planning job may search at most",
        gt=0,
        le=86_400,
        variable="QUANMAP_PLANNING_TIME_LIMIT",
    )
    planning_jobs_max: int = setting(20, "planning jobs that wait or run at most", ge=1)
    planning_queries_max: int | None = setting(
        None, "queries of a process that plan at once at most; one a core by default", ge=1
    )
    planning_queries_waiting_max: int = setting(
        8, "such queries that wait for their turn at most", ge=0
    )

    map_attribution: str = setting(
        "行政区划数据: 天地图 / 国家基础地理信息中心",
        "source of the boundaries; the default is on maps of the demo city",
    )
    map_approval_number: str = setting(
        "GS(2024)0650号", "审图号 of the boundaries; the default is on maps of the demo city"
    )
    basemap_url: str | None = setting(
        None, "tiles under the map, with `{z}`, `{x}`, `{y}`; none by default"
    )
    basemap_attribution: str = setting("", "source of the tiles")
    basemap_crs: CoordinateSystemName = setting("WGS84", "datum of the tiles; Amap's are GCJ02")

    def __init__(self, **given: object) -> None:
        values, names = read_values(Settings, given)
        for name, value in values.items():
            object.__setattr__(self, name, value)
        object.__setattr__(self, "_given", frozenset(names))
        self._check_rate()
        self._check_pages()

    def is_given(self, name: str) -> bool:
        """Tell whether a setting was given a value, be it the default one."""
        given: frozenset[str] = self.__dict__["_given"]
        return name in given

    def at_host(self, host: str) -> Self:
        """Give the same settings for another address to listen on."""
        other = copy(self)
        object.__setattr__(other, "host", host)
        return other

    def _check_rate(self) -> None:
        if self.rate_limit in (None, "off"):
            return
        number, _, unit = self.rate_limit.partition("/")
        if not number.isdecimal() or int(number) < 1 or unit not in RATE_UNITS:
            raise RefusedSettingsError(
                f"QUANMAP_RATE_LIMIT={self.rate_limit!r} is refused: write a number, a slash and "
                f"one of {', '.join(RATE_UNITS)}, as 600/minute; or off."
            )

    def _check_pages(self) -> None:
        if self.page_default > self.page_max:
            raise RefusedSettingsError(
                f"QUANMAP_PAGE_DEFAULT={self.page_default} is more than "
                f"QUANMAP_PAGE_MAX={self.page_max}; give at most that."
            )


def variable_of(name: str) -> str:
    """Give the environment variable of a setting.

    >>> variable_of("port"), variable_of("service_radius_m")
    ('QUANMAP_PORT', 'QUANMAP_SERVICE_RADIUS')
    """
    (declared,) = (each for each in fields(Settings) if each.name == name)
    return variable_of_field(declared)


def setting_names() -> tuple[str, ...]:
    """Give the names of all settings, in their order."""
    return tuple(each.name for each in fields(Settings))


def names_in(text: str) -> tuple[str, ...]:
    """Read a setting of several values with commas.

    >>> names_in("a, b,")
    ('a', 'b')
    """
    return tuple(name for part in text.split(",") if (name := part.strip()))
