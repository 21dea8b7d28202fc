"""Tests of the pure mathematics."""
