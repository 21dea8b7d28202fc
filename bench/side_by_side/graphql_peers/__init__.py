"""PostGraphile and tipg, installed into a temporary folder and started for `bench/graphql.py`."""
