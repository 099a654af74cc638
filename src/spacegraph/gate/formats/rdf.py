"""Parse a submission in an RDF format, and say in plain words why it cannot be parsed."""

import re
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, parse

from spacegraph.gate.formats.bounds import Bounds
from spacegraph.gate.formats.format import JSON_LD, Format
from spacegraph.gate.formats.screen import with_context
from spacegraph.model.findings import Finding, Severity
from spacegraph.namespaces import BASE, PREFIXES, to_curie

BASE_IRI: Final = f"{BASE}submission"
"""What `<>` is in a submission; `<contract/x>` is then the contract x of this graph."""

_PLACE = re.compile(r"(?:Parser error )?at line \d+.*?: ")
_ADVICE: Final = (
    ("A dot is expected", "a ; or a . is missing at the end of the line before, or here"),
    ("has not been declared", "declare the prefix: @prefix {prefix}: <{namespace}> ."),
    ("Invalid IRI", "an address holds no spaces or quotes: write %20 for a space"),
    ("No scheme found", "write the address in full: https://…"),
    ("Unexpected end", "close the last statement with a dot, and every quote and bracket"),
    ("Invalid UTF-8", "save the file as UTF-8"),
)
_FULL_WIDTH: Final = "；，。：“”‘’（）＂＇．"


def read_quads(
    content: bytes, format: Format, name: str, bounds: Bounds
) -> tuple[list[Quad], Finding | None]:
    """Return the statements that can be read, and what ended the reading before the end."""
    quads: list[Quad] = []
    text = with_context(content) if format is JSON_LD else content.removeprefix(b"\xef\xbb\xbf")
    try:
        for quad in parse(input=text, format=format.rdf, base_iri=BASE_IRI):
            if len(quads) == bounds.statements:
                return quads, Finding(
                    Severity.ERROR,
                    f"more than {bounds.statements:,} statements",
                    name,
                    advice="split it into several submissions",
                )
            if isinstance(quad.object, Literal) and len(quad.object.value) > bounds.text:
                return [], _too_long(quad.object.value, quad.predicate, content, name, bounds)
            quads.append(quad)
    except SyntaxError as error:
        return quads, _syntax(error, text, format, name)
    return quads, None


def _too_long(text: str, property: NamedNode, content: bytes, name: str, bounds: Bounds) -> Finding:
    """Refuse an essay before its place is looked for in detail, which would cost memory."""
    at = content.find(text[:40].encode())
    line = content.count(b"\n", 0, at) + 1
    return Finding(
        Severity.ERROR,
        f"a text of {len(text):,} characters",
        f"{name}:{line}" if at >= 0 else name,
        path=to_curie(property.value),
        value=text[:200],
        advice=f"cut it to {bounds.text:,}",
    )


def _syntax(error: SyntaxError, content: bytes, format: Format, name: str) -> Finding:
    message = _PLACE.sub("", str(error))
    message = re.sub(r" \(line \d+\)$", "", message)
    advice = next((advice for words, advice in _ADVICE if words in message), "")
    if undeclared := re.search(r"The prefix ([^ :]*):", message):
        prefix = undeclared[1]
        namespace = PREFIXES.get(prefix, "https://…")
        advice = advice.format(prefix=prefix, namespace=namespace)
    line = _line(content, error.lineno or 0)
    if stray := next((sign for sign in line if sign in _FULL_WIDTH), ""):
        advice = f"perhaps {stray!r} was meant as a plain ASCII sign"
    return Finding(
        Severity.ERROR,
        f"not {format.name}: {message[0].lower()}{message[1:]}",
        f"{name}:{error.lineno}" if error.lineno else name,
        value=line[:200],
        advice=advice,
    )


def _line(content: bytes, number: int) -> str:
    lines = content.split(b"\n", number)
    text = lines[number - 1] if 0 < number <= len(lines) else b""
    return text.decode(errors="replace").strip()
