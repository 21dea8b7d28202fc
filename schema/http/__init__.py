"""The API over HTTP: requests and answers, WebSocket and server-sent events, GraphiQL."""
