"""What a request carries: the database, the limits, who asks, and its loaders."""

from __future__ import annotations

from dataclasses import dataclass, field

from db.engine import Database
from schema.loaders import Loaders
from schema.operations.limits import Limits
from schema.operations.roads import RoadReader
from schema.permissions import ANONYMOUS, Caller


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
    """

    database: Database
    request_id: str
    limits: Limits = field(default_factory=Limits)
    viewer: Caller = ANONYMOUS
    roads: RoadReader = field(default_factory=RoadReader)
    loaders: Loaders = field(init=False)

    def __post_init__(self) -> None:
        self.loaders = Loaders(self.database, self.limits, self.roads)
