"""Tests of the maps: what they refuse, how they code, and what a browser draws."""
