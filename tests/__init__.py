"""The tests of Quanmap; the folders mirror the source tree."""
