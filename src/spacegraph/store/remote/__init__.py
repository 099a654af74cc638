"""A SPARQL 1.1 server as a store: what it is asked, what it answers, how it is written to."""
