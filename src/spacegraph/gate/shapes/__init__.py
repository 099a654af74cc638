"""The shapes, and pySHACL made to judge only what has changed and does not surely fit.

Whatever speaks rdflib is here; it knows nodes and graphs, and neither files nor claims. Of the gate
it imports `vocabulary`, `knowledge`.
"""
