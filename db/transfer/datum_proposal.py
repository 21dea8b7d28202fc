"""What the districts say about a file's coordinate system, as data and as a sentence."""

import enum
from dataclasses import dataclass

from db.transfer.errors import TransferError
from geo.reading import Reading


class DatumError(TransferError):
    """A file whose rows say that it is in another coordinate system than it was to be read by."""


class Verdict(enum.StrEnum):
    """What the districts say about the coordinate system that was given."""

    AS_DECLARED = "AS_DECLARED"
    """It fits best, and decidedly."""
    OTHER = "OTHER"
    """Another fits decidedly better: it is proposed."""
    UNDECIDED = "UNDECIDED"
    """The rows cannot tell it from another."""
    NONE_FITS = "NONE_FITS"
    """Under no reading do half of the rows lie where they say."""


@dataclass(frozen=True)
class Fit:
    """A reading, and how many rows lie in the district that they name when so read.

    `same_as` are other readings that give the same places, such as CGCS2000 beside WGS 84.
    """

    reading: Reading
    n_inside: int
    n_rows: int
    same_as: tuple[Reading, ...] = ()

    @property
    def ratio(self) -> float:
        """Rows in their district over all rows."""
        return self.n_inside / self.n_rows


@dataclass(frozen=True)
class DatumProposal:
    """What is proposed for a file, and why.

    Attributes
    ----------
    verdict
    declared, best
        How the reading that was given fits, and the one that fits best; the same one for
        `AS_DECLARED`.
    rivals
        Readings that the rows cannot tell from `best`; empty unless `UNDECIDED`.
    fits
        All readings, the best first.
    n_deciding, n_for_best
        Rows that are in their district under one of `best` and its closest rival (`declared`,
        where that is another) and not under the other; how many of them are so under `best`.
    is_by_city
        The rows name no district, and were only asked whether they lie in the city.
    """

    verdict: Verdict
    declared: Fit
    best: Fit
    rivals: tuple[Fit, ...]
    fits: tuple[Fit, ...]
    n_deciding: int
    n_for_best: int
    is_by_city: bool

    @property
    def is_against_declared(self) -> bool:
        """Whether the rows rule out the reading that was given, and some other is possible."""
        possible = (self.best, *self.rivals)
        is_decided = self.verdict in (Verdict.OTHER, Verdict.UNDECIDED)
        return is_decided and self.declared not in possible

    @property
    def message(self) -> tuple[str, str]:
        """The finding in Chinese and English, with its figures."""
        return _MESSAGES[self.verdict](self)


def require_declared(proposal: DatumProposal | None) -> None:
    """Raise `DatumError` if the rows rule out the reading that a file was to be read by.

    Positions some hundred metres off look right on every map; so nobody stores them by accident.
    """
    if proposal is not None and proposal.is_against_declared:
        zh, en = proposal.message
        insisted = proposal.declared.reading.name
        raise DatumError(
            f"{zh}。未导入;如确认无误,请将坐标系 (crs) 设为 {insisted}. {en}; nothing was stored, "
            f"and {insisted} as the coordinate system (crs) takes the coordinates as they are"
        )


def _percent(ratio: float) -> str:
    return f"{ratio * 100.0:.1f} %"


def _other_message(found: DatumProposal) -> tuple[str, str]:
    best, declared = found.best, found.declared
    place, zh_place = ("the city", "本市") if found.is_by_city else ("their district", "所填区县")
    zh = (
        f"按 {best.reading.label} 读取,{_percent(best.ratio)} 的行位于{zh_place}内;按 "
        f"{declared.reading.label} 读取为 {_percent(declared.ratio)}。两种读法有 "
        f"{found.n_deciding} 行不同,其中 {found.n_for_best} 行支持前者。如属实,请将坐标系 "
        f"(crs) 设为 {best.reading.name}"
    )
    en = (
        f"{_percent(best.ratio)} of the rows lie in {place} when read as {best.reading.label}, "
        f"{_percent(declared.ratio)} as {declared.reading.label}; of the {found.n_deciding} rows "
        f"in which the two differ, {found.n_for_best} speak for the first. If that is what the "
        f"file is in, give {best.reading.name} as its coordinate system (crs)"
    )
    return zh, en


def _declared_message(found: DatumProposal) -> tuple[str, str]:
    fit = found.declared
    place, zh_place = ("the city", "本市") if found.is_by_city else ("their district", "所填区县")
    return (
        f"坐标系 {fit.reading.label} 相符:{_percent(fit.ratio)} 的行位于{zh_place}内",
        f"{fit.reading.label} fits: {_percent(fit.ratio)} of the rows lie in {place}",
    )


def _undecided_message(found: DatumProposal) -> tuple[str, str]:
    names = [found.best, *found.rivals]
    listed = ", ".join(f"{fit.reading.label} ({_percent(fit.ratio)})" for fit in names[:4])
    zh = f"无法由 {found.best.n_rows} 行判断坐标系:{listed} 同样相符,靠近边界的行太少"
    en = (
        f"{found.best.n_rows} rows cannot tell the coordinate system: {listed} fit about equally "
        "well, for too few rows lie near a boundary"
    )
    return zh, en


def _none_message(found: DatumProposal) -> tuple[str, str]:
    fit = found.best
    zh = (
        f"没有任何坐标系相符:最好的 {fit.reading.label} 也只有 {_percent(fit.ratio)} 的行相符;"
        "请检查坐标列和区县列"
    )
    en = (
        f"no coordinate system fits: under the best, {fit.reading.label}, only "
        f"{_percent(fit.ratio)} of the rows lie where they say; check the columns of coordinates "
        "and of districts"
    )
    return zh, en


_MESSAGES = {
    Verdict.OTHER: _other_message,
    Verdict.AS_DECLARED: _declared_message,
    Verdict.UNDECIDED: _undecided_message,
    Verdict.NONE_FITS: _none_message,
}
