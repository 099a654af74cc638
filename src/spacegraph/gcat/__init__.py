"""Bring in the General Catalog of Artificial Space Objects (GCAT) as rows of our own tables."""
