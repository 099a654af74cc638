"""Write a report, a comparison of two years or a profile as HTML, Markdown, CSV, JSON, GraphML."""

from spacegraph.analytics.writers.movement import render_change, write_change
from spacegraph.analytics.writers.portrait import render_profile
from spacegraph.analytics.writers.render import render, write_report

__all__ = ["render", "render_change", "render_profile", "write_change", "write_report"]
