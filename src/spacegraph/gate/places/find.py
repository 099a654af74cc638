"""Find the places of statements in a text of any format that has them."""

from collections.abc import Callable, Mapping
from typing import Final

from pyoxigraph import RdfFormat

from spacegraph.gate.places import jsonld, rdfxml, turtle
from spacegraph.gate.places.place import Key, Place

_FINDERS: Final[Mapping[RdfFormat, Callable[[str, str], Mapping[Key, Place]]]] = {
    RdfFormat.TURTLE: turtle.find_places,
    RdfFormat.TRIG: turtle.find_places,
    RdfFormat.N_TRIPLES: turtle.find_places,
    RdfFormat.N_QUADS: turtle.find_places,
    RdfFormat.JSON_LD: jsonld.find_places,
    RdfFormat.RDF_XML: rdfxml.find_places,
}


def find_places(text: str, format: RdfFormat, base: str) -> Mapping[Key, Place]:
    """Map statements to their places, the first one where a statement is repeated."""
    return _FINDERS[format](text, base)
