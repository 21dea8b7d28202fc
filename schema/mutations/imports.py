"""Files into the registers, and back out of them."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry import UNSET
from strawberry.types import Info

from db.repositories.journal import Author
from db.transfer.findings import Rule
from db.transfer.mapping_file import Mapping
from schema.mutation_fields import mutation
from schema.operations.computing_pool import computing_pool
from schema.operations.drafts import LARGEST_INTEGER
from schema.operations.errors import ArgumentError, below
from schema.operations.recording import Change
from schema.operations.refusals import Refusal
from schema.pagination import given
from schema.permissions import Role
from schema.request_time import allow_longer
from schema.types.file_import import ImportPayload, UndoImportPayload
from schema.uploads import Upload, checked_upload


@strawberry.input(description="Which header of the file is a column of the register (列对应).")
class ImportColumnInput:
    """A line of a mapping."""

    attribute: str = strawberry.field(
        description="The column of the register, as `importKinds` names it."
    )
    header: str = strawberry.field(description="The header in the file (表头).")


@strawberry.input(description="What every row has in a column that the file lacks (固定值).")
class ImportConstantInput:
    """A constant of a mapping."""

    attribute: str = strawberry.field(
        description="The column of the register, as `importKinds` names it."
    )
    value: str = strawberry.field(
        description="What stands in every row; {row} is the row's number."
    )


@strawberry.input(description="How the columns of a file are understood (列对应关系).")
class ImportMappingInput:
    """A mapping; what it does not name is found by the headers."""

    columns: list[ImportColumnInput] = strawberry.field(
        default_factory=list, description="Headers of columns (列对应)."
    )
    ignored: list[str] = strawberry.field(
        default_factory=list, description="Headers to leave behind (忽略的表头)."
    )
    constants: list[ImportConstantInput] = strawberry.field(
        default_factory=list, description="What every row has (固定值)."
    )
    skips_credit_code_check: bool = strawberry.field(
        default=False,
        description="Whether organizations may have other codes than credit codes "
        "(统一社会信用代码).",
    )


@strawberry.input(description="A file to import (导入文件).")
class ImportInput:
    """An `ImportQuestion`."""

    kind: str = strawberry.field(
        description="The register (登记表), as `importKinds` names it, such as organizations."
    )
    file: Upload = strawberry.field(
        description="CSV, XLSX, XLS, GeoJSON, GeoPackage, a zipped shapefile, KML, FlatGeobuf or "
        "GeoParquet (文件)."
    )
    crs: str | None = strawberry.field(
        default=UNSET,
        description="What its coordinates are in (坐标系): WGS84, CGCS2000, GCJ02, BD09, an EPSG "
        "number; what the file says by default, WGS 84 if it says nothing.",
    )
    encoding: str | None = strawberry.field(
        default=UNSET,
        description="What its text is encoded in (编码), where it is neither UTF-8 nor GB18030.",
    )
    sheet: str | None = strawberry.field(
        default=UNSET, description="The sheet or layer (工作表); the first with rows by default."
    )
    mapping: ImportMappingInput | None = strawberry.field(
        default=UNSET, description="Which header is which column (列对应), beside those found."
    )
    dry_run: bool = strawberry.field(
        default=False, description="Whether to judge and compare only, and write nothing (试运行)."
    )
    accept_valid: bool = strawberry.field(
        default=False,
        description="Whether the rows without fault are taken (接受有效行); else one refused row "
        "keeps the whole file out.",
    )


@strawberry.input(description="An import to take back (撤销导入).")
class UndoImportInput:
    """The number of an import."""

    import_id: strawberry.ID = strawberry.field(
        description="What the report of the import gave (导入编号)."
    )


async def _import(
    info: Info[Any, Any],
    input: Annotated[ImportInput, strawberry.argument(description="The file, and how to read it.")],
) -> Any:
    from schema.operations import imports  # noqa: PLC0415, most workers import no file

    context = info.context
    with below("input"):
        question = imports.ImportQuestion(
            input.kind,
            checked_upload(input.file, "file"),
            given(input.crs) or None,
            given(input.encoding) or None,
            given(input.sheet) or None,
            _mapping(given(input.mapping)),
            input.dry_run,
            input.accept_valid,
        )
    change = _change(info)
    pool = computing_pool(context.limits.planning)
    return await pool.run(
        lambda is_abandoned: imports.run_import(context.database, question, change, is_abandoned)
    )


async def _undo(
    info: Info[Any, Any],
    input: Annotated[UndoImportInput, strawberry.argument(description="The import.")],
) -> Any:
    from schema.operations import imports  # noqa: PLC0415, as above

    text = str(input.import_id).strip()
    if not (text.isascii() and text.isdecimal() and int(text) <= LARGEST_INTEGER):
        said = f"{text[:40]!r} is no number of an import; give the importId of a report"
        refusal = Refusal("BAD_USER_INPUT", said, ("input", "importId"))
        return imports.UndoOutcome(user_errors=(refusal,))
    context, change = info.context, _change(info)
    # It may be as many rows as a file brought.
    allow_longer()
    return await computing_pool(context.limits.planning).run(
        lambda is_abandoned: imports.run_undo(context.database, int(text), change, is_abandoned)
    )


def _mapping(value: ImportMappingInput | None) -> Mapping:
    if value is None:
        return Mapping()
    for path, names in (
        ("columns", [one.attribute for one in value.columns]),
        ("constants", [one.attribute for one in value.constants]),
    ):
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ArgumentError(f"mapping.{path}", f"{twice!r} stands there twice; name it once")
    return Mapping(
        columns={one.attribute: one.header for one in value.columns},
        constants={one.attribute: one.value for one in value.constants},
        ignored=tuple(value.ignored),
        skipped=frozenset({Rule.CREDIT_CODE} if value.skips_credit_code_check else ()),
    )


def _change(info: Info[Any, Any]) -> Change:
    context = info.context
    viewer = context.viewer
    return Change(
        Author(viewer.name, viewer.district_ids),
        info.field_name,
        context.clock(),
        context.request_id,
    )


@strawberry.type
class ImportMutations:
    """What editors bring in by files."""

    import_file: ImportPayload = mutation(
        Role.EDITOR,
        _import,
        "Imports a file into a register (导入), all of it or nothing unless `acceptValid`; with "
        "`dryRun` it says what would be done. Sent as multipart/form-data.",
    )
    undo_import: UndoImportPayload = mutation(
        Role.EDITOR,
        _undo,
        "Takes an import back (撤销导入): what it added goes, what it changed is as before; "
        "refused where something later rests on it.",
    )
