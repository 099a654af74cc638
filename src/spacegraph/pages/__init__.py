"""The web face: pages for people, and the machine twins of every page."""
