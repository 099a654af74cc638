"""A correction: a part of a statement that should be written otherwise, whatever the syntax."""

from dataclasses import dataclass
from enum import StrEnum

from pyoxigraph import Literal, NamedNode, Triple

from spacegraph.gate.places.place import Place


class Part(StrEnum):
    """What of a statement is corrected; a TYPE is added before it."""

    SUBJECT = "subject"
    PROPERTY = "property"
    VALUE = "value"
    TYPE = "type"


@dataclass(frozen=True, slots=True)
class Correction:
    """Write a term in the place of a part of a statement, and why."""

    triple: Triple
    place: Place
    part: Part
    term: NamedNode | Literal
    why: str
