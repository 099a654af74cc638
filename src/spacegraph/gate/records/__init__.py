"""What was accepted and refused, kept on disk: archive, quarantine, backup, history.

It keeps files whole and judges nothing. Of the gate it imports `vocabulary`, `knowledge`,
`judging`.
"""
