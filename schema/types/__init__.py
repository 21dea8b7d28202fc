"""The types of the API, one file an aggregate.

The source of a register's type is the row of its table: a plain field is read from the attribute
of its own name, every other field is declared by one of the factories of `schema.fields`.
"""
