"""What was meant, and how to write it where it stands.

It edits copies of any submission, judged or not; only `suggest` puts repairs into a verdict. Of the
gate it imports `vocabulary`, `formats`, `places`, `knowledge`, `reading`, `shapes`, `judging`.
"""
