"""What names mean, whoever uses them: kinds of things, currencies, terms nobody may use.

It knows the ontology and the tables, and neither a store nor a submission. Of the gate it imports
nothing.
"""
