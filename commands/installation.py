"""What the settings of an installation amount to: the database, the limits, the maps' frame."""

from __future__ import annotations

import os
from collections.abc import Callable
from ipaddress import ip_address

from commands.settings import Openness, Settings, names_in
from db.engine import Database, open_database
from db.errors import DatabaseError
from db.repositories import planning_job
from maps.basemap import Basemap
from maps.setting import Setting
from schema.http.traffic import TrafficLimits
from schema.operations.limits import Limits, PlanningLimits
from schema.operations.planning_runner import PlanningRunner
from schema.operations.planning_worker import Address
from schema.query_limits.limits import QueryLimits
from schema.signed_tokens import SignedTokens, SignedTokenSettingError, SignedTokenTerms, roles_of

# Of a server that others can reach, where nothing else is set.
USUAL_RATE = "600/minute"


def open_from(settings: Settings, *, statement_time_limit_s: float | None = None) -> Database:
    """Give the database that the settings name; nothing is connected yet.

    Commands read as long as they need; a server gives each statement a time.
    """
    return open_database(
        settings.database_url,
        schema=settings.database_schema,
        read_url=settings.read_database_url,
        statement_timeout_s=statement_time_limit_s,
    )


def reading_needs_token(settings: Settings) -> bool:
    """Tell whether reading needs a token: by default where others can reach the address."""
    return needs_token(settings.open_reading, settings)


def needs_token(openness: Openness, settings: Settings) -> bool:
    """Tell whether something that is open so needs a token."""
    if openness == "loopback":
        return not is_loopback(settings.host)
    return openness == "never"


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def limits_of(settings: Settings) -> Limits:
    """Give what bounds an answer and defines its rates."""
    return Limits(
        page_default=settings.page_default,
        page_max=settings.page_max,
        features_max=settings.features_max,
        service_radius_m=settings.service_radius_m,
        activity_months=settings.activity_months,
        assessment_years=settings.assessment_years,
        planning=PlanningLimits(
            job_time_s=settings.planning_time_limit_s,
            jobs_max=settings.planning_jobs_max,
            queries_max=settings.planning_queries_max,
            queries_waiting_max=settings.planning_queries_waiting_max,
        ),
    )


def query_limits_of(settings: Settings) -> QueryLimits:
    """Give what a document may hold."""
    return QueryLimits(
        tokens_max=settings.tokens_max,
        depth_max=settings.depth_max,
        aliases_max=settings.aliases_max,
        directives_max=settings.directives_max,
        cost_max=settings.cost_max,
        page_default=settings.page_default,
        page_max=settings.page_max,
        introspection=settings.introspection,
    )


def traffic_limits_of(settings: Settings) -> TrafficLimits:
    """Give how many requests a process takes; one that only this machine reaches counts none."""
    usual = None if is_loopback(settings.host) else USUAL_RATE
    given = settings.rate_limit
    return TrafficLimits(
        requests_max=settings.requests_max,
        followers_max=settings.followers_max,
        time_limit_s=settings.request_time_limit_s,
        upload_time_limit_s=settings.upload_time_limit_s,
        rate=usual if given is None else None if given == "off" else given,
    )


def signed_tokens_of(settings: Settings) -> SignedTokens | None:
    """Give what verifies the tokens of an identity provider; None where none is set.

    Raises
    ------
    SignedTokenSettingError
        They cannot be verified so.
    """
    if settings.jwt_issuer is None:
        return None
    if settings.jwt_keys is None:
        raise SignedTokenSettingError(
            "QUANMAP_JWT_ISSUER needs QUANMAP_JWT_KEYS: the issuer's JWKS file or its address"
        )
    return SignedTokens(
        SignedTokenTerms(
            settings.jwt_issuer,
            settings.jwt_audience,
            settings.jwt_keys,
            names_in(settings.jwt_algorithms),
            role_claim=settings.jwt_role_claim,
            roles=roles_of(settings.jwt_roles),
            district_claim=settings.jwt_district_claim,
        )
    )


def n_jobs_of(database: Database) -> Callable[[], int | None]:
    """Give what counts the planning jobs that wait or run; None while the database is away."""

    def count() -> int | None:
        try:
            with database.read() as session:
                return planning_job.count_live(session)
        except DatabaseError:
            return None

    return count


def planning_of(settings: Settings) -> PlanningRunner:
    """Give what runs the planning jobs of a server; nothing runs yet."""
    address = Address(settings.database_url, settings.database_schema, settings.read_database_url)
    n_cores = os.cpu_count() or 1
    chosen = settings.planning_processes
    return PlanningRunner(address, limits_of(settings), n_cores if chosen is None else chosen)


def map_setting(settings: Settings) -> Setting:
    """Give what stands on every map beside its content."""
    basemap = settings.basemap_url and Basemap(
        settings.basemap_url,
        attribution=settings.basemap_attribution,
        coordinate_system=settings.basemap_crs,
    )
    # By default the two are of the demo city's boundaries: others have their own, or none.
    is_source_given = settings.is_given("map_attribution")
    is_number_given = settings.is_given("map_approval_number")
    is_other = is_source_given and not is_number_given
    return Setting(
        attribution=settings.map_attribution,
        approval_number="" if is_other else settings.map_approval_number,
        is_of_demo=not (is_source_given or is_number_given),
        basemap=basemap or None,
    )
