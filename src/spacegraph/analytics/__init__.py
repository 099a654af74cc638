"""Networks drawn from the graph, their measures and reports."""
