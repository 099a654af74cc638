"""A SPARQL update or a written graph as claims that come and claims that go.

It ends in a submission as a file does, and from there on nobody asks which it was. Of the gate it
imports `vocabulary`, `formats`, `places`, `knowledge`, `reading`.
"""
