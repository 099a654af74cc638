"""A small graph on disk: the claims the gate is tested with."""

from pathlib import Path

from spacegraph.graph.book import Book
from spacegraph.graph.build import Sources
from spacegraph.graph.instance import Instance
from spacegraph.resources import folder
from spacegraph.settings import Settings

BOOK = Path(__file__).parents[1] / "gate" / "book"


def instance_of(settings: Settings) -> Instance:
    """Return an instance of which the shipped facts are those of the small book."""
    sources = Sources(book=Book(BOOK, settings.home / "accepted"), ontology=folder("ontology"))
    return Instance(settings, sources)
