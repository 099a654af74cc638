"""A place: where in a text a statement is written."""

from dataclasses import dataclass

from pyoxigraph import BlankNode, Triple

Key = tuple[str, str, str]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement stands: the line of its value, from 1, and the spans of its parts.

    `subject` is None where a thing has no name in the text. In JSON `pointer` leads to the value
    (RFC 6901), `opening` is where the members of its thing begin, and `reading` is how the context
    reads a text there: @id, @vocab, a language with a leading @, a datatype, or nothing.
    In RDF/XML `value` is the whole property element.
    """

    line: int
    property: Span
    value: Span
    subject: Span | None = None
    pointer: str = ""
    opening: int = -1
    reading: str = ""


def to_key(triple: Triple) -> Key:
    """Name a statement such that names of blank nodes do not matter."""
    subject, predicate, value = triple.subject, triple.predicate, triple.object
    return (
        "_" if isinstance(subject, BlankNode) else str(subject),
        str(predicate),
        "_" if isinstance(value, BlankNode) else str(value),
    )
