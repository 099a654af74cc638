"""The graph as a whole: built, settled, checked, asked."""
