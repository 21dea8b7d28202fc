"""What every change gives back: the record, or what the caller can mend."""

from __future__ import annotations

from typing import Any

import strawberry

from schema.types.user_error import UserError


@strawberry.type(description="What a change gives back.")
class Payload:
    """An `operations.recording.Outcome`."""

    user_errors: list[UserError] = strawberry.field(
        description="What the caller can mend; empty where all went well."
    )


def changed(description: str) -> Any:
    """Declare the record that was changed; null where it was refused."""
    return strawberry.field(
        resolver=lambda root: root.record,
        description=f"{description}; null where it was refused.",
    )
