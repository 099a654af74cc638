"""Write a report, a comparison of two years or a profile in the formats that each comes in."""

from spacegraph.analytics.writers.render import FORMATS, render, write

__all__ = ["FORMATS", "render", "write"]
