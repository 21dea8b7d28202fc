"""Why a query is left to the ordinary resolvers."""


class NotCompilableError(Exception):
    """An operation, or its values, that only the ordinary resolvers can answer; says why."""
