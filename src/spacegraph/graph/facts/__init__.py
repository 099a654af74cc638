"""What a page about a thing says, gathered from the store a thing at a time.

`entity` holds the values; `evidence` and `vocabulary` are what the others rest on; of `groups` and
`links` the module `graph.entities` makes an entity. The rest are lists and views beside it.
"""
