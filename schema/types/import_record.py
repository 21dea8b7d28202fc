"""An import that was made (导入记录)."""

from __future__ import annotations

from datetime import datetime

import strawberry


@strawberry.type(description="An import that was made (导入记录).")
class ImportRecord:
    """A row of `file_imports`."""

    import_id: strawberry.ID = strawberry.field(
        resolver=lambda root: strawberry.ID(str(root.id)),
        description="What undoImport takes (导入编号).",
    )
    kind: str = strawberry.field(description="The register (登记表), as `importKinds` names it.")
    file: str = strawberry.field(
        resolver=lambda root: root.file_name, description="The name of the file (文件)."
    )
    imported_at: datetime = strawberry.field(description="When (导入时间).")
    imported_by: str = strawberry.field(description="By whose token (导入人).")
    added: int = strawberry.field(
        resolver=lambda root: root.n_added, description="Records that it added (新增)."
    )
    updated: int = strawberry.field(
        resolver=lambda root: root.n_updated, description="Records that it changed (更新)."
    )
    undone_at: datetime | None = strawberry.field(
        description="When it was taken back (撤销时间); null where it holds."
    )
