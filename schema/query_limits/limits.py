"""The limits of a document, and the refusal that names the one that was passed."""

from __future__ import annotations

from dataclasses import dataclass

from graphql import GraphQLError

LIMIT_EXCEEDED = "LIMIT_EXCEEDED"
INTROSPECTION_CLOSED = "INTROSPECTION_CLOSED"


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """What a document may hold; fragments count as often as they are spread.

    Parameters
    ----------
    tokens_max : int
        Words, numbers and marks of the document.
    depth_max : int
        Fields within fields.
    aliases_max : int
        Aliases, together with fields that stand more than once at the same place and have fields
        of their own: both ask for the same thing another time.
    directives_max : int
    cost_max : int
        Rows times fields, as `schema.query_limits.cost` counts them.
    page_default, page_max : int
        Rows of a list that names no number, and of any list at most.
    introspection : bool
        Whether the schema may be asked for.
    """

    tokens_max: int = 2_000
    depth_max: int = 10
    aliases_max: int = 15
    directives_max: int = 50
    cost_max: int = 5_000
    page_default: int = 50
    page_max: int = 500
    introspection: bool = True


class LimitExceededError(GraphQLError):
    """A document over a limit; `extensions` name the limit, what it allows and what was found.

    Parameters
    ----------
    limit : str
        Its name, which `QUANMAP_..._MAX` sets where it can be set.
    allowed, found : int
    remedy : str
        What to do.
    """

    def __init__(self, limit: str, *, allowed: int, found: int, remedy: str) -> None:
        # What doubles along a chain of fragments has hundreds of digits.
        told = min(found, 10**15)
        super().__init__(
            f"{limit} of this document: {'over ' if told < found else ''}{told:,}, and at most "
            f"{allowed:,}; {remedy}",
            extensions={
                "code": LIMIT_EXCEEDED,
                "limit": limit,
                "allowed": allowed,
                "found": told,
            },
        )
        self.limit, self.allowed, self.found, self.remedy = limit, allowed, found, remedy

    def again(self) -> LimitExceededError:
        """Give the same refusal, for another request."""
        return LimitExceededError(
            self.limit, allowed=self.allowed, found=self.found, remedy=self.remedy
        )


class IntrospectionClosedError(GraphQLError):
    """A question for the schema where the installation does not tell it."""

    def __init__(self) -> None:
        super().__init__(
            "this server does not tell its schema; its administrator opens it by "
            "QUANMAP_INTROSPECTION=true",
            extensions={"code": INTROSPECTION_CLOSED},
        )

    def again(self) -> IntrospectionClosedError:
        """Give the same refusal, for another request."""
        return IntrospectionClosedError()
