"""The lines of the log: structured, each with its request's id, none with a secret."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import MutableMapping
from datetime import UTC, datetime
from typing import Any, Final, Literal

from schema.http.messages import REQUEST_ID

HIDDEN: Final = "[hidden]"
LOGGERS: Final = ("quanmap", "uvicorn")
_SECRET_NAMES: Final = re.compile(r"authorization|cookie|password|secret|token", re.IGNORECASE)
_SECRETS: Final = (
    re.compile(r"quanmap_[A-Za-z0-9_-]{20,}"),  # our own tokens
    re.compile(r"eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*"),  # JSON web tokens
    re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"),  # of addresses of databases
    re.compile(r"(?<=password=)\S+", re.IGNORECASE),
    re.compile(r"(?<=bearer )\S+", re.IGNORECASE),
)
# What every record has; the rest came with it as `extra`.
_OWN_NAMES: Final = frozenset(
    {*vars(logging.makeLogRecord({})), "message", "asctime", "color_message"}
)

Line = MutableMapping[str, Any]


def set_up_logging(log_format: Literal["auto", "console", "json"], level: str) -> None:
    """Write what `quanmap.*` and the web server log to standard error.

    Parameters
    ----------
    log_format : str
        `console` for people, `json` for machines; `auto` by whether a terminal reads it.
    level : str
        The least that is written.
    """
    for_people = log_format == "console" or (log_format == "auto" and sys.stderr.isatty())
    formatter = console_formatter() if for_people else JsonFormatter()
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    for name in LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(level.upper())
        logger.propagate = False


class JsonFormatter(logging.Formatter):
    """Writes a record as one object in JSON, its keys as structlog names them.

    Structlog itself would load the syntax highlighter of its tracebacks into every worker: 6 MB.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        line: Line = {
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "logger": record.name,
            **{name: value for name, value in record.__dict__.items() if name not in _OWN_NAMES},
            "timestamp": datetime.fromtimestamp(record.created, UTC)
            .isoformat(timespec="microseconds")
            .replace("+00:00", "Z"),
        }
        add_request_id(None, "", line)
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = self.formatException(record.exc_info)
        if record.stack_info:
            line["stack"] = record.stack_info
        return json.dumps(hide_secrets(None, "", line), default=repr, ensure_ascii=False)


def console_formatter() -> logging.Formatter:
    """Give what writes lines for people, in colours on a terminal."""
    import structlog  # noqa: PLC0415, see `JsonFormatter`

    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            add_request_id,
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            hide_secrets,
            structlog.dev.ConsoleRenderer(),
        ],
    )


def add_request_id(_logger: Any, _method: str, line: Line) -> Line:
    """Add the id of the request that is being answered, if any is."""
    request_id = REQUEST_ID.get()
    if request_id:
        line.setdefault("request_id", request_id)
    return line


def hide_secrets(_logger: Any, _method: str, line: Line) -> Line:
    """Hide what names itself a secret, and what looks like one, wherever it stands."""
    for name, value in line.items():
        if _SECRET_NAMES.search(name):
            line[name] = HIDDEN
        elif isinstance(value, str):
            for secret in _SECRETS:
                value = secret.sub(HIDDEN, value)  # noqa: PLW2901
            line[name] = value
    return line
