"""Ratings by brands (四好一支持、双强化双提升)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from db.models.enums import Brand
from schema.change_fields import codes_of, reference_to, value_of, year_of
from schema.fields import loaded, to_one
from schema.types.node import Node
from schema.types.payload import Payload, changed

if TYPE_CHECKING:
    from schema.types.organization import Organization


@strawberry.type(
    description="One criterion of a brand (评定标准), and whether a rating found it met."
)
class BrandCriterion:
    """An `operations.ratings.RatedCriterion`."""

    code: str = strawberry.field(description="Its code within the brand (代码).")
    title: str = strawberry.field(description="What is asked (标准).")
    met: bool = strawberry.field(description="Whether it is met (达标).")
    is_proposal: bool = strawberry.field(
        name="proposal",
        description="Whether the title is a proposal that an authority's wording may replace "
        "(建议稿).",
    )


@strawberry.type(description="An organization was rated by a brand for a year (品牌评定).")
class BrandRating(Node):
    """A row of `brand_ratings`."""

    model = models.BrandRating

    brand: Brand = strawberry.field(description="By which brand (品牌).")
    organization: Annotated["Organization", strawberry.lazy("schema.types.organization")] = to_one(
        "organization_id", models.Organization, "Who was rated (非公经济组织、社会组织)."
    )
    year: int = strawberry.field(description="The year (年度).")
    criteria: list[BrandCriterion] = loaded(
        "rating",
        "The criteria that it was rated by (评定标准), in their order.",
        attribute="criteria",
    )
    met: bool = loaded("rating", "Whether every criterion is met (达标).", attribute="is_met")
    version: int = strawberry.field(description="Counts the changes of the record, from 1.")


@strawberry.input(description="A rating by a brand (品牌评定).")
class BrandRatingInput:
    """A row of `brand_ratings` and what it found."""

    brand: Brand = value_of("brand", "By which brand (品牌).")
    organization: strawberry.ID = reference_to(
        "organization_id", models.Organization, "Who was rated (非公经济组织、社会组织)."
    )
    year: int = year_of("year", "The year (年度).")
    met: list[str] = codes_of(
        "met", "The codes of the criteria that are met (达标项); all others in force are not."
    )


@strawberry.type(description="What a change of it gives back (品牌评定).")
class BrandRatingPayload(Payload):
    """An outcome."""

    brand_rating: BrandRating | None = changed("The record (品牌评定)")
