"""The steps that records take: moved, claimed, completed, scored, withdrawn."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated, Any

import strawberry
from strawberry import UNSET
from strawberry.types import Info

from db import models
from db.models.enums import RectificationStatus
from schema.change_fields import checked_words
from schema.mutation_fields import mutation
from schema.operations import steps
from schema.operations.drafts import LARGEST_INTEGER, Draft, Reference
from schema.operations.errors import ArgumentError
from schema.operations.recording import Outcome
from schema.pagination import given
from schema.permissions import Role
from schema.recording_fields import RecordId, Version, change_record, number_of_id
from schema.types.assessment import AssessmentPayload
from schema.types.measure import MeasurePayload
from schema.types.node import node_types, parse_global_id
from schema.types.payload import Payload
from schema.types.rectification_item import RectificationPayload
from schema.types.responsibility import ResponsibilityPayload
from schema.types.wish import WishPayload

NOTE_LENGTH = 2000
TITLE_LENGTH = 200
# A district is imported, and a job is cancelled.
_KEPT = frozenset({"District", "PlanningJob"})


@strawberry.type(description="What taking a record back gives (撤回).")
class WithdrawPayload(Payload):
    """An outcome whose record is the identifier."""

    id: strawberry.ID | None = strawberry.field(
        resolver=lambda root: root.record and root.record["id"],
        description="The identifier of what was taken back; null where it was refused.",
    )


async def _withdraw(
    info: Info[Any, Any],
    id: RecordId,
    version: Version,
    reason: Annotated[
        str, strawberry.argument(description="Why (撤回原因), for the audit; 2,000 characters.")
    ],
) -> Any:
    draft = Draft("")
    number = 0
    try:
        type_name, number = parse_global_id(id, "id")
        draft.parts["model"] = node_types()[type_name].model
        if type_name in _KEPT:
            draft.refuse("id", f"a {type_name} is not withdrawn; withdraw records of registers")
        if number > LARGEST_INTEGER:
            draft.refuse_unknown("id", id)
        _words(draft, "reason", reason, NOTE_LENGTH)
    except ArgumentError as error:
        draft.faults.append(error)
    work = partial(steps.withdraw, number=number, version=version)
    return await change_record(info, draft, work, note=reason if not draft.faults else None)


async def _move_rectification(
    info: Info[Any, Any],
    id: RecordId,
    version: Version,
    to: Annotated[
        RectificationStatus, strawberry.argument(description="The step to take (新状态).")
    ],
    note: Annotated[
        str | None,
        strawberry.argument(
            description="What to say with it (备注), 2,000 characters; needed for the step back."
        ),
    ] = UNSET,
) -> Any:
    draft = Draft("", step_path="to", parts={"to": to})
    words: str | None = given(note)
    if words is not None:
        _words(draft, "note", words, NOTE_LENGTH)
    return await _take(info, "RectificationItem", id, version, draft, steps.move_item)


async def _claim_wish(
    info: Info[Any, Any],
    id: RecordId,
    version: Version,
    organization: Annotated[
        strawberry.ID, strawberry.argument(description="Who claims it (认领单位).")
    ],
) -> Any:
    draft = Draft("")
    number = number_of_id("Organization", organization, draft, "organization")
    draft.parts["organization"] = number
    draft.references.append(Reference("organization", models.Organization, number))
    return await _take(info, "Wish", id, version, draft, steps.claim_wish)


async def _fulfil_wish(info: Info[Any, Any], id: RecordId, version: Version) -> Any:
    return await _take(info, "Wish", id, version, Draft(""), steps.fulfil_wish)


async def _complete_responsibility(info: Info[Any, Any], id: RecordId, version: Version) -> Any:
    step = steps.complete_responsibility
    return await _take(info, "Responsibility", id, version, Draft(""), step)


async def _score_assessment(
    info: Info[Any, Any],
    id: RecordId,
    version: Version,
    score: Annotated[float, strawberry.argument(description="The score (得分), 0 to 100.")],
) -> Any:
    draft = Draft("", parts={"score": score})
    if not 0 <= score <= 100:
        draft.refuse("score", f"{score:g} is out of range; give 0 to 100")
    return await _take(info, "Assessment", id, version, draft, steps.score_assessment)


async def _complete_milestone(
    info: Info[Any, Any],
    measure: Annotated[
        strawberry.ID, strawberry.argument(description="The measure (措施), `Measure:number`.")
    ],
    version: Version,
    title: Annotated[str, strawberry.argument(description="The title of its step (节点目标).")],
    on: Annotated[
        date, strawberry.argument(description="The day on which it was reached (完成日期).")
    ],
) -> Any:
    draft = Draft("", step_path="title", parts={"on": on}, record_path="measure")
    _words(draft, "title", title, TITLE_LENGTH)
    return await _take(info, "Measure", measure, version, draft, steps.complete_milestone)


async def _take(
    info: Info[Any, Any], type_name: str, id: str, version: int, draft: Draft, step: Any
) -> Outcome:
    number = number_of_id(type_name, id, draft, draft.record_path)
    return await change_record(info, draft, partial(step, number=number, version=version))


def _words(draft: Draft, name: str, value: str, length: int) -> None:
    try:
        draft.parts[name] = checked_words(value, name, length)
    except ArgumentError as error:
        draft.faults.append(error)


@strawberry.type
class StepMutations:
    """What editors take on, step by step."""

    withdraw: WithdrawPayload = mutation(
        Role.EDITOR,
        _withdraw,
        "Takes a record back (撤回): it stays in the audit, and out of every list and sum.",
    )
    move_rectification: RectificationPayload = mutation(
        Role.EDITOR,
        _move_rectification,
        "Takes an item one step on, or back from SUBMITTED to IN_PROGRESS with a note (挂牌销号); "
        "who submitted it cannot close it.",
    )
    claim_wish: WishPayload = mutation(
        Role.EDITOR, _claim_wish, "Lets an organization claim an open wish (认领微心愿)."
    )
    fulfil_wish: WishPayload = mutation(
        Role.EDITOR, _fulfil_wish, "Marks a claimed wish as fulfilled (实现微心愿)."
    )
    complete_responsibility: ResponsibilityPayload = mutation(
        Role.EDITOR, _complete_responsibility, "Completes a responsibility (完成责任事项), today."
    )
    score_assessment: AssessmentPayload = mutation(
        Role.EDITOR, _score_assessment, "Gives a target its score (考核打分)."
    )
    complete_milestone: MeasurePayload = mutation(
        Role.EDITOR, _complete_milestone, "Completes a step of a measure (完成节点) on a day."
    )
