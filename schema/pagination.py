"""Relay connections over keyset pages: arguments, cursors, and the types of the answer."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

import orjson
import strawberry
from strawberry import UNSET

from db.repositories.paging import Key, Page, PageRequest
from schema.operations.errors import ArgumentError, CursorError
from schema.operations.listing import ListKey

if TYPE_CHECKING:
    from schema.loaders import Loaders
    from schema.operations.limits import Limits

Row = TypeVar("Row")

First = Annotated[
    int | None,
    strawberry.argument(
        description="At most so many rows from the start or after `after`, up to the server's "
        "longest page (500 unless set otherwise); a usual page where neither `first` nor `last` is "
        "given (50)."
    ),
]
After = Annotated[
    str | None,
    strawberry.argument(description="Only rows after this cursor: an `endCursor` of this list."),
]
Last = Annotated[
    int | None,
    strawberry.argument(
        description="At most so many rows from the end or before `before`, as `first`; not with "
        "`first`."
    ),
]
Before = Annotated[
    str | None,
    strawberry.argument(description="Only rows before this cursor: a `startCursor` of this list."),
]


def encode_cursor(tag: str, key: Key) -> str:
    """Write the key of a row and the list that it stands in as one opaque text."""
    text = json.dumps([tag, *key], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(cursor: str, tag: str, argument: str) -> Key:
    """Read the key of a row of the list with the tag.

    Raises
    ------
    CursorError
        For what is no cursor, and for one of another list or order, which the message names.
    """
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        # Refuses what JSON has no place for and databases neither: NaN, halves of characters.
        values = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error):
        values = None
    if not isinstance(values, list) or not values or not isinstance(values[0], str):
        raise CursorError(
            argument,
            f"{cursor[:80]!r} is no cursor; give the `endCursor` or `startCursor` of a page of "
            "this list, or leave it out",
        )
    if values[0] != tag:
        raise CursorError(
            argument,
            f"the cursor is one of the list {values[0][:80]!r}, this list is {tag!r}; "
            "start this list without a cursor",
        )
    key = tuple(values[1:])
    if not all(value is None or isinstance(value, str | int | float) for value in key):
        raise CursorError(argument, f"{cursor[:80]!r} was changed; start this list anew")
    return key


def page_request(
    tag: str,
    limits: Limits,
    *,
    first: int | None,
    after: str | None,
    last: int | None = None,
    before: str | None = None,
) -> PageRequest:
    """Check the paging arguments of a list and give what to read.

    Raises
    ------
    ArgumentError
        For `first` together with `last`, and for a number of rows out of range.
    CursorError
        As `decode_cursor` does.
    """
    if first is not None and last is not None:
        raise ArgumentError(
            "last", f"{last} is given together with first: {first}; give one of the two"
        )
    for name, rows in (("first", first), ("last", last)):
        _check_rows(name, rows, limits)
    limit = next((rows for rows in (first, last) if rows is not None), limits.page_default)
    return PageRequest(
        limit=limit,
        after=None if after is None else decode_cursor(after, tag, "after"),
        before=None if before is None else decode_cursor(before, tag, "before"),
        backwards=last is not None,
    )


def _check_rows(name: str, rows: int | None, limits: Limits) -> None:
    if rows is None or 0 <= rows <= limits.page_max:
        return
    remedy = f"give 0 to {limits.page_max}"
    if rows > 0:
        cursor = "endCursor" if name == "first" else "startCursor"
        remedy = (
            f"a page has at most {limits.page_max} rows: ask for that many and go on with the "
            f"{cursor} of its pageInfo"
        )
    raise ArgumentError(name, f"{rows} rows cannot be given; {remedy}")


@dataclass(frozen=True, eq=False, slots=True)
class EdgeSource:
    """A row of a page; its cursor is written only where it is asked for."""

    tag: str
    key: Key
    node: Any

    @property
    def cursor(self) -> str:
        """The cursor of the row."""
        return encode_cursor(self.tag, self.key)


@dataclass(frozen=True, eq=False, slots=True)
class ConnectionSource:
    """A list with its page request; it reads only what is asked for."""

    loaders: Loaders
    key: ListKey
    parent_id: int | None
    request: PageRequest

    async def page(self) -> Page[Any]:
        """Read the page, once for `edges` and `pageInfo`."""
        return await self.loaders.page(self.key, self.parent_id, self.request)

    async def count(self) -> int:
        """Count the whole list."""
        return await self.loaders.count(self.key, self.parent_id)


def connection_source(
    loaders: Loaders,
    key: ListKey,
    parent_id: int | None = None,
    *,
    first: int | None = UNSET,
    after: str | None = UNSET,
    last: int | None = UNSET,
    before: str | None = UNSET,
) -> ConnectionSource:
    """Check the paging arguments and give the source of a connection."""
    request = page_request(
        key.tag,
        loaders.limits,
        first=given(first),
        after=given(after),
        last=given(last),
        before=given(before),
    )
    return ConnectionSource(loaders, key, parent_id, request)


def given(value: Any) -> Any:
    """Give an argument's value, None where the query leaves it out."""
    return None if value is UNSET else value


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    """What Relay asks of a page."""

    has_next_page: bool = strawberry.field(
        description="Whether more rows follow; going backwards, whether `before` was given."
    )
    has_previous_page: bool = strawberry.field(
        description="Whether rows go before; going forwards, whether `after` was given."
    )
    start_cursor: str | None = strawberry.field(
        description="The cursor of the first row; null on an empty page."
    )
    end_cursor: str | None = strawberry.field(
        description="The cursor of the last row; null on an empty page."
    )


@strawberry.type(description="A row of a page.")
class Edge(Generic[Row]):
    """An `EdgeSource`."""

    cursor: str = strawberry.field(description="Where the row stands in the list.")
    node: Row = strawberry.field(description="The record.")


async def _edges(root: ConnectionSource) -> Any:
    page, tag = await root.page(), root.key.tag
    return [EdgeSource(tag, key, row) for row, key in zip(page.rows, page.keys, strict=True)]


async def _page_info(root: ConnectionSource) -> PageInfo:
    page, tag = await root.page(), root.key.tag
    return PageInfo(
        has_next_page=page.has_next,
        has_previous_page=page.has_previous,
        start_cursor=encode_cursor(tag, page.keys[0]) if page.keys else None,
        end_cursor=encode_cursor(tag, page.keys[-1]) if page.keys else None,
    )


@strawberry.type(description="A page of a list.")
class Connection(Generic[Row]):
    """A `ConnectionSource`."""

    page_info: PageInfo = strawberry.field(
        resolver=_page_info, description="Where the page stands in the list."
    )
    edges: list[Edge[Row]] = strawberry.field(
        resolver=_edges, description="The rows of the page, in the order of the list."
    )
    total_count: int = strawberry.field(
        resolver=lambda root: root.count(),
        description="How many rows the whole list has (总数); counted only where asked for.",
    )
