"""What to read, as a tree, and the one SQL statement that reads it as JSON text."""
