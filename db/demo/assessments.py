"""Annual assessments of the party organizations of the demo city."""

from dataclasses import dataclass, field

from db.demo.branches import Branch, BranchNetwork
from db.demo.calendar import LAST_DAY, ordinal
from db.demo.organizations import Role
from db.demo.party_tree import PartyTree
from db.demo.randomness import Stream
from db.demo.reference import Reference
from db.demo.rows import AssessmentRow

YEAR = LAST_DAY.year
"""The year whose targets are set and not yet scored on the last day."""

_LATEST_TO_BE_SCORED = ordinal(YEAR - 1, 9, 30)
_LATEST_TO_BE_SCORED_BEFORE = ordinal(YEAR - 2, 9, 30)
_WITHOUT_A_SCORE_PERCENT = 14


@dataclass
class _Register:
    rows: list[AssessmentRow] = field(default_factory=list)

    def set_targets(
        self, subject_id: int, year: int, targets: list[tuple[str, float]], scores: list[int] | None
    ) -> None:
        for position, (target, weight) in enumerate(targets):
            self.rows.append(
                AssessmentRow(
                    len(self.rows) + 1,
                    subject_id,
                    year,
                    target,
                    weight,
                    None if scores is None else float(scores[position]),
                )
            )


def assess(
    reference: Reference, tree: PartyTree, network: BranchNetwork, seed: int
) -> list[AssessmentRow]:
    """Score most branches for last year, and set everybody's targets for this one."""
    stream = Stream(seed, "assessments")
    targets: dict[str, list[tuple[str, float]]] = reference.vocabulary["assessment_targets"]
    register = _Register()
    answerable = [
        tree.city_work_committee,
        *tree.district_work_committees.values(),
        *tree.subdistrict_committees.values(),
        *tree.sector_committees.values(),
    ]
    for subject_id in dict.fromkeys(answerable):
        latest = ((YEAR - 2, _LATEST_TO_BE_SCORED_BEFORE), (YEAR - 1, _LATEST_TO_BE_SCORED))
        for year in (year for year, day in latest if tree[subject_id].established <= day):
            register.set_targets(subject_id, year, targets["committee"], _scores(stream, 72))
        register.set_targets(subject_id, YEAR, targets["committee"], None)
    for branch in network.branches:
        kind = "committee" if branch.id <= tree.n_committees else "branch"
        for year, scored in _years(stream, branch):
            scores = _scores(stream, 62) if scored else None
            register.set_targets(branch.id, year, targets[kind], scores)
    return register.rows


def _years(stream: Stream, branch: Branch) -> list[tuple[int, bool]]:
    """Return the years with targets, and whether they were scored."""
    has_score = stream.draw(100) >= _WITHOUT_A_SCORE_PERCENT
    if branch.role != Role.ANY:
        has_score = branch.role == Role.EFFECTIVELY_COVERED
    years = []
    if not has_score and branch.established <= _LATEST_TO_BE_SCORED_BEFORE:
        years.append((YEAR - 2, True))
    if branch.established <= _LATEST_TO_BE_SCORED:
        years.append((YEAR - 1, has_score))
    return [*years, (YEAR, False)]


def _scores(stream: Stream, least: int) -> list[int]:
    return [least + stream.draw(100 - least) for _ in range(3)]
