"""Tests of the limits of documents."""
