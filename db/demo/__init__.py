"""The demo city: Xining with invented organizations around real places."""

from db.demo.city import (
    DEFAULT_ORGANIZATIONS,
    DEFAULT_SEED,
    MINIMUM_ORGANIZATIONS,
    DemoCity,
    generate,
)
from db.demo.errors import DemoSizeError, DemoTargetError
from db.demo.load import load
from db.demo.reference import ATTRIBUTION

__all__ = [
    "ATTRIBUTION",
    "DEFAULT_ORGANIZATIONS",
    "DEFAULT_SEED",
    "MINIMUM_ORGANIZATIONS",
    "DemoCity",
    "DemoSizeError",
    "DemoTargetError",
    "generate",
    "load",
]
