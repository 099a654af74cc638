"""Read on a SPARQL server what stands there: the manifest of the build, in a graph of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, QuerySolutions, Triple

from spacegraph.errors import StoreError
from spacegraph.namespaces import BASE
from spacegraph.store.remote.answers import Bounds, solutions
from spacegraph.store.remote.kept import LAYOUT
from spacegraph.store.remote.line import Line

MANIFEST: Final = f"{BASE}graph/manifest"
"""The graph of the manifest, and the subject of its statements."""

_QUERY: Final = f"SELECT ?key ?value WHERE {{ GRAPH <{MANIFEST}> {{ <{MANIFEST}> ?key ?value }} }}"
_SECONDS: Final = 10.0
_MOST_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Standing:
    """What a server holds. `union`: its default graph is the union, ours is a named one."""

    generation: str
    union: bool
    virtuoso: bool
    facts: Mapping[str, str]


def read_standing(line: Line, seconds: float = _SECONDS) -> Standing | None:
    """Read what a server holds; None where nothing was built there that can be read."""
    rows = solutions(line, _QUERY, Bounds(min(seconds, _SECONDS), _MOST_BYTES))
    facts: dict[str, str] = {}
    for key, value in rows if isinstance(rows, QuerySolutions) else ():
        if isinstance(key, NamedNode) and isinstance(value, Literal):
            facts[key.value.removeprefix(f"{MANIFEST}#")] = value.value
    layout = facts.get("virtuoso", "0")
    if not facts.get("generation") or layout not in ("0", LAYOUT):
        return None
    return Standing(facts["generation"], facts.get("union") == "1", layout == LAYOUT, facts)


def require_standing(line: Line, seconds: float = _SECONDS) -> Standing:
    """Read what a server holds; refuses one where nothing was built."""
    standing = read_standing(line, seconds)
    if standing is None:
        raise StoreError(
            "there is no store on the SPARQL server",
            hint="run `spacegraph build`",
            where=line.server.place,
        )
    return standing


def manifest_triples(facts: Mapping[str, str]) -> Iterator[Triple]:
    """Write what stands as the statements of the graph of the manifest."""
    for key in sorted(facts):
        yield Triple(NamedNode(MANIFEST), NamedNode(f"{MANIFEST}#{key}"), Literal(facts[key]))
