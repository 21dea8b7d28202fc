"""Looking after a database: checking it, mending what follows from the rest, copying it."""
