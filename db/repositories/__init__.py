"""Questions to the database as functions that take a session first, one file an aggregate."""
