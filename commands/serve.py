"""``quanmap serve``: the server, and the demo city on its first start."""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

import click
import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from commands.database import opened
from commands.memory import share_arenas
from commands.stopping import Stopping
from commands.token import FIRST_TOKEN, FIRST_TOKEN_DAYS, first_token
from db.engine import Database, open_database
from server import DEFAULT_DATABASE_URL, Settings, create_app, is_loopback

BACKLOG = 2048
WORKER_START_S = 120
KEEP_ALIVE_S = 75
# One page of SQLite: its header and the list of tables, of which each would have a page of its own.
EMPTY_FILE_BYTES = 4096


@click.command()
@click.option("--host", help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="The port; 0 takes any free one.")
@click.option("--workers", type=click.IntRange(1, 256), help="How many server processes.")
@click.pass_obj
def serve(settings: Settings, host: str | None, port: int | None, workers: int | None) -> None:
    """Answer GraphQL, maps and pages over HTTP.

    The first start on the default file, and only there, makes its tables and the demo city.
    """
    if settings.database_url == DEFAULT_DATABASE_URL:
        prepare_default_file()
    host = settings.host if host is None else host
    with opened(settings) as database:
        database.check()
        if is_loopback(host):
            tell_first_token(database)
    port = settings.port if port is None else port
    workers = settings.workers if workers is None else workers
    listener = listen(host, port)
    click.echo(f"Quanmap 圈图 is at {address_of(listener)}")
    # Whether reading needs a token follows from the address; workers read the environment.
    os.environ["QUANMAP_HOST"] = host
    run(settings.at_host(host), listener, workers)


def tell_first_token(database: Database) -> None:
    """Show a first token, once, where there was none yet."""
    secret = first_token(database)
    if secret is not None:
        click.echo(
            f"First start: the ADMIN token {FIRST_TOKEN!r}, valid for {FIRST_TOKEN_DAYS} days and "
            f"shown only now:\n{secret}\nMake others by `quanmap token create`.",
            err=True,
        )


def prepare_default_file() -> None:
    """Make the default file with the demo city, unless it is there; whole or not at all.

    A file without any table, which asking for a database that is not there leaves, is none.
    """
    file = Path(DEFAULT_DATABASE_URL.removeprefix("sqlite:///"))
    log = file.with_name(f"{file.name}-wal")
    if file.exists() and (
        file.stat().st_size > EMPTY_FILE_BYTES
        # After a crash the tables may stand in the log alone.
        or (log.exists() and log.stat().st_size > 0)
    ):
        return
    from commands.demo import fill_with_demo  # noqa: PLC0415, on the first start alone

    click.echo(f"First start: building the demo city (演示数据, synthetic) in {file} …", err=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        database = open_database(draft)
        try:
            fill_with_demo(database)
        finally:
            database.dispose()
        if not file.exists():
            # The log of a file that was deleted after a crash would be played into this one.
            log.unlink(missing_ok=True)
        # Another process may have finished it meanwhile; it holds the same city.
        draft.replace(file)
    finally:
        for leftover in file.parent.glob(f"{draft.name}*"):
            leftover.unlink(missing_ok=True)


def listen(host: str, port: int) -> socket.socket:
    """Open the port, so that who reads the address can connect at once.

    Raises
    ------
    click.ClickException
        The address cannot be listened on.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise click.ClickException(
            f"{host}:{port} cannot be listened on ({error.strerror}); "
            "choose another by --host and --port."
        ) from error
    listener.set_inheritable(True)
    return listener


def address_of(listener: socket.socket) -> str:
    """Give the address that a browser on this machine opens."""
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104
        host = "127.0.0.1" if host == "0.0.0.0" else "::1"  # noqa: S104
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def run(settings: Settings, listener: socket.socket, workers: int) -> None:
    """Serve until a signal ends it: readiness falls, requests finish, planning jobs are put back.

    A signal to stop is no failure: the exit code is 0.
    """
    set_up_log(settings)
    share_arenas()
    # Each of several workers makes its application from the environment that this process has.
    config = uvicorn.Config(
        stoppable(settings) if workers == 1 else "commands.serve:create_worker_app",
        factory=workers > 1,
        workers=workers,
        # A worker answers once it has imported everything; on a busy machine that takes a while.
        timeout_worker_healthcheck=WORKER_START_S,
        timeout_graceful_shutdown=settings.stop_grace_s,
        log_config=None,
        log_level="warning",
        access_log=False,
        ws="websockets-sansio",
        ws_max_size=settings.max_body_bytes,
        # Longer than a proxy keeps an idle connection, so that none is closed under a request.
        timeout_keep_alive=KEEP_ALIVE_S,
        server_header=False,
    )
    # Uvicorn ends in order on a signal and then raises it once more.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with suppress(KeyboardInterrupt):
        if workers > 1:
            Multiprocess(config, sockets=[listener]).run()
        else:
            uvicorn.Server(config).run(sockets=[listener])


def stoppable(settings: Settings) -> ASGIApp:
    """Make the application so that it stops in order."""
    drain_s, grace_s = settings.stop_drain_s, settings.stop_grace_s
    app = Stopping(create_app(settings), drain_s=drain_s, grace_s=grace_s)
    # What was made so far stays for ever; the collector need not look at it again and again.
    gc.freeze()
    return app


def create_worker_app() -> ASGIApp:
    """Make the application of a worker process, which finds the settings around it."""
    settings = Settings()
    set_up_log(settings)
    share_arenas()
    return stoppable(settings)


def set_up_log(settings: Settings) -> None:
    """Write the log as the settings say."""
    from commands.logs import set_up_logging  # noqa: PLC0415 (of use to servers alone)

    set_up_logging(settings.log_format, settings.log_level)
