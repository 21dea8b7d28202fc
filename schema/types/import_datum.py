"""What the coordinates of a file may be in (坐标系判断)."""

from __future__ import annotations

import strawberry

from schema.scalars import FeatureCollection
from schema.types.import_kind import BothLanguages


@strawberry.type(description="How well a coordinate system fits a file (坐标系相符程度).")
class ImportFit:
    """A `Fit`."""

    crs: str = strawberry.field(
        resolver=lambda root: root.reading.name,
        description="What `crs` of the input takes, such as GCJ02 or EPSG:4543.",
    )
    label: str = strawberry.field(
        resolver=lambda root: root.reading.label, description="Its name, for people."
    )
    inside: int = strawberry.field(
        resolver=lambda root: root.n_inside,
        description="Rows that then lie in the district (区县) that they name, or in the city.",
    )
    rows: int = strawberry.field(
        resolver=lambda root: root.n_rows, description="Rows that were asked."
    )


@strawberry.type(
    description="What the districts (区县) say about the coordinate system of a file (坐标系判断)."
)
class ImportDatum:
    """A `DatumProposal`."""

    verdict: str = strawberry.field(
        resolver=lambda root: root.verdict.value,
        description="AS_DECLARED, OTHER (another one fits decidedly better and is proposed), "
        "UNDECIDED or NONE_FITS. Nothing is applied.",
    )
    declared: ImportFit = strawberry.field(description="The one that the file or the input names.")
    best: ImportFit = strawberry.field(description="The one that fits best.")
    rivals: list[ImportFit] = strawberry.field(
        description="Those that the rows cannot tell from the best one; empty unless UNDECIDED."
    )
    deciding_rows: int = strawberry.field(
        resolver=lambda root: root.n_deciding,
        description="Rows that fit under the best one or its closest rival, not under both.",
    )
    deciding_rows_for_best: int = strawberry.field(
        resolver=lambda root: root.n_for_best, description="How many of them speak for the best."
    )
    is_by_city: bool = strawberry.field(
        description="Whether the rows name no district (区县), and were asked for the city only."
    )
    message: BothLanguages = strawberry.field(
        resolver=lambda root: BothLanguages.of(*root.message), description="All that in words."
    )


@strawberry.type(
    description="What the coordinates of a file may be in, and where its points then are "
    "(候选坐标系)."
)
class ImportCandidate:
    """A `Candidate`."""

    crs: str = strawberry.field(
        resolver=lambda root: root.reading.name,
        description="What `crs` of the input takes, such as GCJ02.",
    )
    label: str = strawberry.field(
        resolver=lambda root: root.reading.label, description="Its name, for people."
    )
    is_declared: bool = strawberry.field(description="Whether the file was read so.")
    is_proposed: bool = strawberry.field(description="Whether it fits best (建议).")
    inside: int | None = strawberry.field(
        resolver=lambda root: root.n_inside,
        description="Rows that then lie in the district (区县) that they name; null where too few "
        "rows can tell.",
    )
    rows: int | None = strawberry.field(
        resolver=lambda root: root.n_rows, description="Rows that were asked; null as `inside`."
    )
    points: FeatureCollection = strawberry.field(
        description="Up to 500 of its points, in WGS 84, each with its `row` and whether it "
        "`isInside` the district (区县) that it names, or the city where it names none."
    )
