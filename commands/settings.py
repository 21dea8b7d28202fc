"""The settings of an installation: every ``QUANMAP_*`` variable, its meaning and its default."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX: Final = "QUANMAP_"
DEFAULT_DATABASE_URL: Final = "sqlite:///quanmap.sqlite3"
CoordinateSystemName = Literal["WGS84", "CGCS2000", "GCJ02", "BD09"]
Openness = Literal["loopback", "always", "never"]
RATE_UNITS: Final = ("second", "minute", "hour", "day")


class Settings(BaseSettings):
    """What an installation decides, read from ``QUANMAP_*`` in the environment or in ``.env``.

    A field's variable is its name in capitals after ``QUANMAP_``; a field whose name ends with a
    unit has one without it, such as ``QUANMAP_SERVICE_RADIUS`` (`variable_of`).
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    database_url: Annotated[
        str, Field(description="`postgresql://…`, or `sqlite:///FILE`, from the working folder")
    ] = DEFAULT_DATABASE_URL
    database_schema: Annotated[
        str | None, Field(description="PostgreSQL: the schema that holds the city")
    ] = None
    read_database_url: Annotated[
        str | None, Field(description="PostgreSQL: a replica that answers what only reads")
    ] = None
    host: Annotated[str, Field(description="the address to listen on")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="the port; 0 for any free one")] = 8000
    open_reading: Annotated[
        Openness,
        Field(description="whether reading needs no token: where `host` is this machine, or not"),
    ] = "loopback"
    graphiql: Annotated[
        bool, Field(description="whether a browser gets GraphiQL at `/graphql`")
    ] = True
    introspection: Annotated[
        bool, Field(description="whether the schema may be asked for, and read as a file")
    ] = True
    allowed_hosts: Annotated[
        str,
        Field(
            description="names by which the server may be asked beside `host` and, where that is "
            "this machine, its own names; with commas, `*.` for all below a name, `*` for any"
        ),
    ] = ""
    allowed_origins: Annotated[
        str,
        Field(description="pages of other servers that may ask, as `https://map.example`; commas"),
    ] = ""

    jwt_issuer: Annotated[
        str | None,
        Field(description="who signs JSON web tokens, by `iss`; none are taken without it"),
    ] = None
    jwt_audience: Annotated[str, Field(description="whom they have to be for, by `aud`")] = (
        "quanmap"
    )
    jwt_keys: Annotated[
        str | None, Field(description="the signer's keys: a JWKS file, or its https address")
    ] = None
    jwt_algorithms: Annotated[
        str, Field(description="signatures that are taken, asymmetric ones only; commas")
    ] = "RS256"
    jwt_role_claim: Annotated[
        str, Field(description="the claim of the role or groups; dots lead into objects")
    ] = "role"
    jwt_roles: Annotated[
        str,
        Field(description="roles of the claim's values where they are no roles: `clerks=EDITOR,…`"),
    ] = ""
    jwt_district_claim: Annotated[
        str, Field(description="the claim of the adcodes in which an EDITOR may write")
    ] = "districts"

    workers: Annotated[int, Field(ge=1, le=256, description="server processes")] = 1
    stop_drain_s: Annotated[
        float,
        Field(
            ge=0,
            le=600,
            validation_alias="QUANMAP_STOP_DRAIN",
            description="seconds between a stop's `/readyz` saying no and the end of new requests",
        ),
    ] = 0.5
    stop_grace_s: Annotated[
        int,
        Field(
            ge=1,
            le=3_600,
            validation_alias="QUANMAP_STOP_GRACE",
            description="seconds that running requests then have to finish",
        ),
    ] = 30

    service_radius_m: Annotated[
        float,
        Field(
            gt=0,
            le=50_000,
            validation_alias="QUANMAP_SERVICE_RADIUS",
            description="metres that a what-if station reaches which names no radius",
        ),
    ] = 1_000.0
    activity_months: Annotated[
        int, Field(ge=1, le=120, description="months for which an activity counts")
    ] = 12
    assessment_years: Annotated[
        int, Field(ge=1, le=10, description="years for which an assessment counts")
    ] = 2

    page_default: Annotated[
        int, Field(ge=1, description="rows of a page where `first` is not given")
    ] = 50
    page_max: Annotated[int, Field(ge=1, description="rows of a page at most")] = 500
    features_max: Annotated[int, Field(ge=1, description="features of a map layer at most")] = (
        100_000
    )
    max_body_bytes: Annotated[
        int, Field(ge=1_000, description="bytes of a request's body at most")
    ] = 1_000_000
    max_upload_bytes: Annotated[
        int, Field(ge=1_000, description="bytes of a file that is imported by the API at most")
    ] = 50_000_000

    tokens_max: Annotated[int, Field(ge=1, description="words and marks of a query at most")] = (
        2_000
    )
    depth_max: Annotated[int, Field(ge=1, description="fields in fields at most")] = 10
    aliases_max: Annotated[int, Field(ge=0, description="aliases of a query at most")] = 15
    directives_max: Annotated[int, Field(ge=0, description="directives of a query at most")] = 50
    cost_max: Annotated[
        int,
        Field(ge=1, description="rows times fields of a query at most; lists in lists multiply"),
    ] = 5_000
    statement_time_limit_s: Annotated[
        float,
        Field(
            gt=0,
            le=3_600,
            validation_alias="QUANMAP_STATEMENT_TIME_LIMIT",
            description="seconds that the database may read for one statement",
        ),
    ] = 5.0
    request_time_limit_s: Annotated[
        float,
        Field(
            gt=0,
            le=3_600,
            validation_alias="QUANMAP_REQUEST_TIME_LIMIT",
            description="seconds that a request may take",
        ),
    ] = 15.0
    upload_time_limit_s: Annotated[
        float,
        Field(
            gt=0,
            le=86_400,
            validation_alias="QUANMAP_UPLOAD_TIME_LIMIT",
            description="seconds that a request with a file may take",
        ),
    ] = 300.0
    requests_max: Annotated[
        int, Field(ge=1, description="requests of a process at once; more get a 503")
    ] = 256
    followers_max: Annotated[
        int, Field(ge=1, description="WebSockets and event streams of a process at once")
    ] = 1_000
    rate_limit: Annotated[
        str | None,
        Field(
            description="requests of one token or address, such as `600/minute`, or `off`; by "
            "default that one, and `off` where `host` is this machine"
        ),
    ] = None

    log_format: Annotated[
        Literal["auto", "console", "json"],
        Field(description="lines of the log; `auto`: for people on a terminal, else JSON"),
    ] = "auto"
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Field(description="what is logged at least")
    ] = "info"
    access_log: Annotated[bool, Field(description="whether every request is logged")] = False
    open_metrics: Annotated[
        Openness,
        Field(description="whether `/metrics` needs no ADMIN token, as `QUANMAP_OPEN_READING`"),
    ] = "loopback"
    otel_endpoint: Annotated[
        str | None,
        Field(description="where OpenTelemetry traces go (OTLP over HTTP); needs the extra `otel`"),
    ] = None

    compiled_queries: Annotated[
        bool, Field(description="whether one SQL statement answers a query where it can")
    ] = True

    planning_processes: Annotated[
        int | None,
        Field(ge=0, le=256, description="planning jobs at once; one a core by default, 0 for none"),
    ] = None
    planning_time_limit_s: Annotated[
        float,
        Field(
            gt=0,
            le=86_400,
            validation_alias="QUANMAP_PLANNING_TIME_LIMIT",
            description="seconds that a planning job may search at most",
        ),
    ] = 600.0
    planning_jobs_max: Annotated[
        int, Field(ge=1, description="planning jobs that wait or run at most")
    ] = 20
    planning_queries_max: Annotated[
        int | None,
        Field(
            ge=1,
            description="queries of a process that plan at once at most; one a core by default",
        ),
    ] = None
    planning_queries_waiting_max: Annotated[
        int, Field(ge=0, description="such queries that wait for their turn at most")
    ] = 8

    map_attribution: Annotated[
        str,
        Field(description="source of the boundaries; the default is on maps of the demo city"),
    ] = "行政区划数据: 天地图 / 国家基础地理信息中心"
    map_approval_number: Annotated[
        str, Field(description="审图号 of the boundaries; the default is on maps of the demo city")
    ] = "GS(2024)0650号"
    basemap_url: Annotated[
        str | None,
        Field(description="tiles under the map, with `{z}`, `{x}`, `{y}`; none by default"),
    ] = None
    basemap_attribution: Annotated[str, Field(description="source of the tiles")] = ""
    basemap_crs: Annotated[
        CoordinateSystemName, Field(description="datum of the tiles; Amap's are GCJ02")
    ] = "WGS84"

    @field_validator("rate_limit")
    @classmethod
    def _is_rate(cls, value: str | None) -> str | None:
        if value in (None, "off"):
            return value
        number, _, unit = value.partition("/")
        if not number.isdigit() or int(number) < 1 or unit not in RATE_UNITS:
            raise ValueError(
                f"write a number, a slash and one of {', '.join(RATE_UNITS)}, as 600/minute; or off"
            )
        return value

    @model_validator(mode="after")
    def _pages_fit(self) -> Self:
        if self.page_default > self.page_max:
            raise ValueError(
                f"QUANMAP_PAGE_DEFAULT={self.page_default} is more than "
                f"QUANMAP_PAGE_MAX={self.page_max}; give at most that"
            )
        return self


def variable_of(name: str) -> str:
    """Give the environment variable of a setting.

    >>> variable_of("port"), variable_of("service_radius_m")
    ('QUANMAP_PORT', 'QUANMAP_SERVICE_RADIUS')
    """
    alias = Settings.model_fields[name].validation_alias
    return alias if isinstance(alias, str) else f"{PREFIX}{name.upper()}"


def names_in(text: str) -> tuple[str, ...]:
    """Read a setting of several values with commas.

    >>> names_in("a, b,")
    ('a', 'b')
    """
    return tuple(name for part in text.split(",") if (name := part.strip()))
