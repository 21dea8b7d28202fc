"""The demo city: Xining with invented organizations around real places."""
