"""Refuse single statements that no honest fact needs: odd schemes, control signs, essays."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from spacegraph.gate.formats.bounds import Bounds

Fault = tuple[str, str]
"""What is wrong and what to write instead."""

SCHEMES: Final = ("http", "https", "urn")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u0080-\u009f\ufffe\uffff]")
# Signs that turn the direction of text make it read otherwise than it is (Unicode TR 36 §3.1).
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f]")


def find_faults(triple: Triple, bounds: Bounds, *, naming: bool = True) -> Iterator[Fault]:
    """Yield what is wrong with a statement as such; with `naming` its ends need IRIs."""
    nodes = (triple.subject, triple.predicate, triple.object)
    if any(isinstance(node, Triple) for node in nodes):
        yield "a statement about a statement", "state facts about things"
        return
    if naming and BlankNode in (type(triple.subject), type(triple.object)):
        yield (
            "a thing without an IRI",
            "give it one, such as contract:some-name; write a list as several values",
        )
    for node in nodes:
        if isinstance(node, NamedNode):
            yield from _iri_faults(node)
    if isinstance(triple.object, Literal):
        yield from text_faults(triple.object.value, bounds)


def text_faults(text: str, bounds: Bounds) -> Iterator[Fault]:
    """Yield what is wrong with the text of a literal."""
    if len(text) > bounds.text:
        yield f"a text of {len(text):,} characters", f"cut it to {bounds.text:,}"
    if found := _CONTROL.search(text):
        yield f"a control character (U+{ord(found[0]):04X})", "remove it"
    if found := _TURNING.search(text):
        yield f"a sign that turns the text direction (U+{ord(found[0]):04X})", "remove it"


def _iri_faults(node: NamedNode) -> Iterator[Fault]:
    scheme = urlsplit(node.value).scheme.lower() if len(node.value) < 3000 else ""
    if scheme not in SCHEMES:
        yield f"an IRI that begins with {node.value[:20]!r}", "use http, https or urn"
    elif _TURNING.search(node.value) or _CONTROL.search(node.value):
        yield "an IRI with signs that cannot be seen", "write the address anew"
