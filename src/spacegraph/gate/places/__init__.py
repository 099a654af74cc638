"""Where the statements of a document stand in its text: line, column, JSON pointer.

It reads again what a parser has read, for parsers keep no places. Of the gate it imports `formats`.
"""
