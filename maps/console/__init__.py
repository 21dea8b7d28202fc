"""The planner's console: a page over the GraphQL API, built beforehand and served as files."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

# What the page needs and nothing more. It is built without inline scripts and styles, and writes
# data as text only, which the browser holds it to (require-trusted-types-for).
_POLICY: Final = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types default",
)


def assets() -> Path:
    """Give the folder of the built page: ``index.html`` and, below ``console/``, all it loads.

    Examples
    --------
    >>> assets().name
    'dist'
    """
    return Path(str(files("maps.console"))) / "dist"


def content_security_policy(tile_url: str | None = None) -> str:
    """Give the header's value for the page.

    Parameters
    ----------
    tile_url : str, optional
        The base map's address; images are let in from its host, and from nowhere without it.

    Examples
    --------
    >>> content_security_policy("https://{s}.tiles.example:8443/{z}/{x}/{y}.png").split("; ")[2]
    "img-src 'self' https://*.tiles.example:8443"
    """
    sources = "'self'"
    if tile_url is not None:
        parts = urlsplit(tile_url.replace("{s}", "*"))
        sources += f" {parts.scheme}://{parts.netloc}"
    policy = [*_POLICY[:2], f"img-src {sources}", *_POLICY[2:]]
    return "; ".join(policy)
