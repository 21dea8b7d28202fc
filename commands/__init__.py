"""The command line, one file a group of commands, and what the server shares with it."""
