"""What a check finds: where, what, and what to do."""

from dataclasses import asdict, dataclass
from typing import Any

FINDINGS_MAX = 20
"""How many of one check are told one by one; a damage seldom comes alone."""


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be.

    Attributes
    ----------
    place
        The table, column, row or file.
    fault
        What is wrong there.
    remedy
        What to do.
    """

    place: str
    fault: str
    remedy: str


@dataclass(frozen=True)
class Checked:
    """One check with what it found; `n_more` findings beyond `FINDINGS_MAX` are only counted."""

    name: str
    findings: tuple[Finding, ...]
    n_more: int
    seconds: float


@dataclass(frozen=True)
class Report:
    """What all checks found."""

    address: str
    revision: str | None
    checks: tuple[Checked, ...]

    @property
    def is_sound(self) -> bool:
        """Whether no check found anything."""
        return not any(each.findings for each in self.checks)

    def as_object(self) -> dict[str, Any]:
        """Return the report as JSON takes it."""
        return {
            "database": self.address,
            "revision": self.revision,
            "is_sound": self.is_sound,
            "checks": [asdict(each) for each in self.checks],
        }
