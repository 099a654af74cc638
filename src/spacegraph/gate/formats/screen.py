"""Look at the bytes of a submission before a parser does, and refuse what would harm one.

Measured with pyoxigraph 0.5.13: a thousand nested triple terms overflow its stack and end the
process, XML entities are expanded without limit, nested RDF/XML takes quadratic time.
"""

import json
import re
from typing import Final
from xml.parsers import expat

from pyoxigraph import RdfFormat

from spacegraph.gate.formats.bounds import Bounds
from spacegraph.gate.formats.format import XLSX, Format
from spacegraph.model.findings import Finding, Severity
from spacegraph.namespaces import BASE, PREFIXES

CONTEXT: Final = f"{BASE}context.jsonld"
"""The one context that a JSON-LD submission may name by address; it declares the prefixes."""

_JSON_PARTS = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
_TRIPLE_TERMS: Final = 20


def screen(content: bytes, format: Format, name: str, bounds: Bounds) -> Finding | None:
    """Say why a submission must not be parsed; None where nothing speaks against it."""
    if len(content) > bounds.size:
        return _refuse(
            name,
            f"the file has {len(content):,} bytes, more than {bounds.size:,}",
            "split it into several submissions",
        )
    if not content.strip():
        return _refuse(name, "the file is empty", "put at least one fact and its source into it")
    if format is XLSX:
        return None
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return _refuse(
            f"{name}:{line}",
            f"byte {content[error.start]:#04x} is not UTF-8{_encoding(content)}",
            "save the file as UTF-8 (in a spreadsheet: CSV UTF-8)",
        )
    if format.has_triple_terms and content.count(b"<<") > _TRIPLE_TERMS:
        return _refuse(name, "it holds triple terms", "state facts about things, not about facts")
    if format.rdf == RdfFormat.JSON_LD:
        return _screen_json(content, name, bounds)
    if format.rdf == RdfFormat.RDF_XML:
        return _screen_xml(content, name, bounds)
    return None


def _encoding(content: bytes) -> str:
    """Say in which other encoding a text seems to be written; nothing where that is not clear."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ": the file is UTF-16"
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return ": it may be GBK" if re.search("[\u4e00-\u9fff]{2}", text) else ""


def with_context(content: bytes) -> bytes:
    """Put our own context in the place of its address, so that nothing needs to be fetched."""
    if CONTEXT.encode() not in content:
        return content
    return json.dumps(_inline(json.loads(content))).encode()


def _screen_json(content: bytes, name: str, bounds: Bounds) -> Finding | None:
    depth = 0
    for match in _JSON_PARTS.finditer(content):
        depth += (match[0] in (b"[", b"{")) - (match[0] in (b"]", b"}"))
        if depth > bounds.depth:
            line = content.count(b"\n", 0, match.start()) + 1
            return _too_deep(f"{name}:{line}", bounds)
    try:
        document = json.loads(content)
    except json.JSONDecodeError as error:
        return _refuse(f"{name}:{error.lineno}", f"no JSON: {error.msg}", "mend the JSON")
    except ValueError as error:
        return _refuse(name, f"no JSON: {error}", "write numbers of a sensible length")
    for address in _contexts(document):
        if address != CONTEXT:
            return _refuse(
                name,
                f"it names the remote context {address[:200]!r}",
                f"write the context into the file, or name {CONTEXT}",
            )
    return None


def _contexts(value: object) -> list[str]:
    """List the addresses from which a JSON-LD document wants to load something."""
    if isinstance(value, list):
        return [address for each in value for address in _contexts(each)]
    if not isinstance(value, dict):
        return []
    found = [address for each in value.values() for address in _contexts(each)]
    context = value.get("@context")
    parts = context if isinstance(context, list) else [context, value.get("@import")]
    return found + [part for part in parts if isinstance(part, str)]


def _inline(value: object) -> object:
    if isinstance(value, list):
        return [_inline(each) for each in value]
    if isinstance(value, dict):
        return {key: _inline(each) for key, each in value.items()}
    return dict(PREFIXES) if value == CONTEXT else value


class _Stop(Exception):
    """The XML parser has seen enough."""


def _screen_xml(content: bytes, name: str, bounds: Bounds) -> Finding | None:
    parser = expat.ParserCreate("utf-8")
    found: list[Finding] = []
    depth = 0

    def where() -> str:
        return f"{name}:{parser.CurrentLineNumber}"

    def stop(finding: Finding) -> None:
        found.append(finding)
        raise _Stop

    def doctype(*_: object) -> None:
        stop(_refuse(where(), "it declares a document type", "take the <!DOCTYPE …> out"))

    def start(_: str, __: object) -> None:
        nonlocal depth
        depth += 1
        if depth > bounds.depth:
            stop(_too_deep(where(), bounds))

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(content, True)
    except _Stop:
        return found[0]
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        return _refuse(f"{name}:{error.lineno}", f"no XML: {reason}", "mend the XML")
    return None


def _too_deep(where: str, bounds: Bounds) -> Finding:
    return _refuse(where, f"nested deeper than {bounds.depth}", "state each thing on its own")


def _refuse(where: str, message: str, advice: str) -> Finding:
    return Finding(Severity.ERROR, message, where, advice=advice)
