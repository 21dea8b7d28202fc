"""Queries that are answered by one SQL statement, planned from the declarations of the schema.

What cannot be planned is answered by the ordinary resolvers, which stay the reference.
"""
