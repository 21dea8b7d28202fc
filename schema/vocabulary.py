"""What the API says of an enum and of each of its values."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """An enum of the API, with the description of each value; `name` where it has another."""

    enum_class: type[enum.Enum]
    description: str
    values: Mapping[str, str]
    name: str | None = None
