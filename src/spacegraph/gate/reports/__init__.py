"""A verdict written for people and for machines: text, JSON, SARIF, a SHACL report.

It says what the verdict holds and adds nothing. Of the gate it imports `formats`, `judging`.
"""
