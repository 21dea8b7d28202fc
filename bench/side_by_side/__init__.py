"""What the benchmarks compare: the same question put to the project and to its peers."""
