"""Documents and tables as claims, each statement with its place: the submission.

What is wrong becomes a finding, nothing is raised, and nothing is judged that needs a shape. Of the
gate it imports `vocabulary`, `formats`, `places`, `knowledge`.
"""
