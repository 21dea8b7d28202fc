"""The GraphQL API: the only folder that imports strawberry."""
