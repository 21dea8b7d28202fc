"""The use cases, without GraphQL: they serve the API, the command line and the pages alike."""
