"""The factories of mutations that record: from an input, through its draft, to an outcome."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry import UNSET
from strawberry.types import Info

from db import models
from db.repositories.journal import Author
from schema.change_fields import CORRECTED, draft_of
from schema.mutation_fields import mutation
from schema.operations.drafts import LARGEST_INTEGER, Draft
from schema.operations.errors import ArgumentError
from schema.operations.recording import Change, Outcome, Work, make_change
from schema.operations.register_changes import recorder_of
from schema.pagination import given
from schema.permissions import Role
from schema.threads import in_thread
from schema.types.node import parse_id_of

RecordId = Annotated[
    strawberry.ID, strawberry.argument(description="The record's identifier, `TypeName:number`.")
]
Version = Annotated[
    int,
    strawberry.argument(
        description="The version of the record as it was read; refused where it changed since."
    ),
]
_CorrectedId = Annotated[strawberry.ID | None, strawberry.argument(description=CORRECTED)]
_CorrectedVersion = Annotated[
    int | None,
    strawberry.argument(
        description="The version of the record to correct as it was read; with `id`."
    ),
]


def recording(model: type[models.Record], input_type: type, description: str) -> Any:
    """Declare the mutation that adds a record of a table, or corrects the one that is named."""

    async def resolve(
        info: Info[Any, Any], input: Any, id: Any = UNSET, version: Any = UNSET
    ) -> Any:
        return await _record(info, model, input, given(id), given(version))

    resolve.__annotations__ = _annotations(input_type, id=_CorrectedId, version=_CorrectedVersion)
    return mutation(Role.EDITOR, resolve, description)


def registering(model: type[models.Record], input_type: type, description: str) -> Any:
    """Declare the mutation that adds a record of a table."""

    async def resolve(info: Info[Any, Any], input: Any) -> Any:
        return await _record(info, model, input, None, None)

    resolve.__annotations__ = _annotations(input_type)
    return mutation(Role.EDITOR, resolve, description)


def updating(model: type[models.Record], input_type: type, description: str) -> Any:
    """Declare the mutation that corrects a record of a table."""

    async def resolve(info: Info[Any, Any], id: Any, version: Any, input: Any) -> Any:
        return await _record(info, model, input, id, version)

    resolve.__annotations__ = _annotations(input_type, id=RecordId, version=Version)
    return mutation(Role.EDITOR, resolve, description)


async def change_record(
    info: Info[Any, Any], draft: Draft, work: Work, *, note: str | None = None
) -> Outcome:
    """Do a work for the caller of a request, in a thread."""
    context = info.context
    viewer = context.viewer
    change = Change(
        Author(viewer.name, viewer.district_ids),
        info.field_name,
        context.clock(),
        context.request_id,
        note,
    )
    return await in_thread(make_change, context.database, change, draft, work)


def number_of_id(type_name: str, value: str, draft: Draft, path: str = "id") -> int:
    """Give the number in an identifier of a type; what is none is noted as a fault."""
    try:
        number = parse_id_of(type_name, value, path)
    except ArgumentError as error:
        draft.faults.append(error)
        return 0
    if number > LARGEST_INTEGER:
        draft.refuse_unknown(path, value)
    return number


async def _record(
    info: Info[Any, Any],
    model: type[models.Record],
    value: Any,
    identifier: str | None,
    version: int | None,
) -> Outcome:
    draft, recorder = draft_of(value, model), recorder_of(model)
    if identifier is None and version is None:
        return await change_record(info, draft, recorder.add)
    if identifier is None or version is None:
        missing = "id" if identifier is None else "version"
        draft.refuse(missing, "a correction needs both id and version; give both, or none to add")
        return await change_record(info, draft, recorder.add)
    number = number_of_id(model.__name__, identifier, draft)
    return await change_record(
        info,
        draft,
        lambda session, checked, change: recorder.correct(
            session, checked, change, number, version
        ),
    )


def _annotations(input_type: type, **others: Any) -> dict[str, Any]:
    described = Annotated[input_type, strawberry.argument(description="What to write.")]  # type: ignore[valid-type]
    return {"info": Info[Any, Any], "input": described, **others}
