"""What a request carries: the database, the limits, who asks, and its loaders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from db.engine import Database
from schema.loaders import Loaders
from schema.operations.change_feed import ChangeFeed
from schema.operations.kept_studies import KeptStudies
from schema.operations.limits import Limits
from schema.operations.roads import RoadReader
from schema.permissions import ANONYMOUS, Caller
from schema.signed_tokens import SignedTokens


def _now() -> datetime:
    return datetime.now(tz=UTC)


@dataclass
class Context:
    """One request's context; made anew for each request, so that nothing outlives a write.

    Parameters
    ----------
    database : Database
        Where every operation opens its own short session.
    request_id : str
        Named in the log and in masked errors.
    limits : Limits
        Page sizes, the default service radius, the windows of the rates.
    viewer : Caller
        Who asks.
    roads : RoadReader
        Keeps the road network; one for all requests of a server.
    studies : KeptStudies
        Keeps the facts of coverage; one for all requests of a server.
    feed : ChangeFeed, optional
        Tells what changes on the map; one for all requests of a server.
    needs_token : bool
        Whether even reading needs a token.
    signed : SignedTokens, optional
        Verifies the tokens of an identity provider.
    clock : callable
        Gives the moment of a change, with its offset.
    """

    database: Database
    request_id: str
    limits: Limits = field(default_factory=Limits)
    viewer: Caller = ANONYMOUS
    roads: RoadReader = field(default_factory=RoadReader)
    studies: KeptStudies = field(default_factory=KeptStudies)
    feed: ChangeFeed | None = None
    needs_token: bool = False
    signed: SignedTokens | None = None
    clock: Callable[[], datetime] = _now
    loaders: Loaders = field(init=False)

    def __post_init__(self) -> None:
        self.feed = self.feed or ChangeFeed(self.database)
        self.forget()

    def forget(self) -> None:
        """Forget what was read, because something was written."""
        self.loaders = Loaders(self.database, self.limits, self.roads, self.studies)
