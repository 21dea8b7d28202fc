"""Inputs made at random: none ends a process, shows what is inside, or writes what it may not."""
