"""The ``QUANMAP_*`` variables that are given and no setting has."""

from __future__ import annotations

import os
from difflib import get_close_matches
from typing import Final

from commands.setting_values import PREFIX, in_dotenv
from commands.settings import setting_names, variable_of

# Read by tests and benchmarks, which know no settings.
OF_TESTS: Final = frozenset(
    {
        "QUANMAP_LOCATION_DATA",
        "QUANMAP_REQUIRE_BROWSER",
        "QUANMAP_REQUIRE_NODE",
        "QUANMAP_REQUIRE_POSTGIS",
    }
)


def unknown_variables() -> list[str]:
    """Tell of each ``QUANMAP_*`` variable that no setting has, and the nearest one that is."""
    known = {variable_of(name) for name in setting_names()}
    given = {
        name.upper() for name in (*os.environ, *in_dotenv()) if name.upper().startswith(PREFIX)
    }
    told = []
    for name in sorted(given - known - OF_TESTS):
        near = get_close_matches(name, sorted(known), n=1)
        hint = f"do you mean {near[0]}?" if near else "the README lists those that there are"
        told.append(f"{name} is no setting and changes nothing; {hint}")
    return told
