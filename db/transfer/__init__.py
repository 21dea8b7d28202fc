"""Files in and out of the database: readers and writers, one file a kind."""
