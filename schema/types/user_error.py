"""What a caller can mend."""

from __future__ import annotations

import strawberry


@strawberry.type(description="What a caller can mend, as data and not as an error (可修正的问题).")
class UserError:
    """A refusal of a use case: a code, words and the field."""

    code: str = strawberry.field(description="What is wrong, as one word for programs.")
    message: str = strawberry.field(description="What is wrong, and what to do about it.")
    field: list[str] | None = strawberry.field(
        description="The path of the argument that it is about; null where it is about none."
    )
