"""Tables of the fact files: what each column means and how a row becomes a claim."""
