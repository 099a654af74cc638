"""What the graph holds of the things that a submission names, and what it would hold with it.

Questions to the store belong here; what a file looks like is not known. Of the gate it imports
`vocabulary`.
"""
