"""Where the statements of a document stand in its text."""
