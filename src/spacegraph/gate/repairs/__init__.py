"""Repairs: what was meant, and how to write it where it stands."""
