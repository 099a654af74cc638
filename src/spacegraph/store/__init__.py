"""SPARQL over a set of quads, with nothing of the domain."""
