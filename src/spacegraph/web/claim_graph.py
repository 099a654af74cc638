"""The graph of a claim as it is given: with a tag that changes when this graph does."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from pyoxigraph import NamedNode, RdfFormat, parse

from spacegraph.store.base import Stop, Store
from spacegraph.store.evaluation import write_graph
from spacegraph.store.results import GRAPH_FORMATS, Format
from spacegraph.store.terms import iri_to_sparql
from spacegraph.web.caching import make_tag


@dataclass(frozen=True, slots=True)
class ClaimGraph:
    """What a claim states: its name, and N-Triples in the order of their bytes."""

    name: NamedNode
    lines: bytes

    @classmethod
    def read(cls, store: Store, name: NamedNode, stop: Stop) -> "ClaimGraph":
        """Read the graph of a name from a store; it is empty where there is none."""
        graph = iri_to_sparql(name.value)
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"
        text = store.stream(query, "application/n-triples", stop=stop).read()
        return cls(name, b"\n".join(sorted(filter(None, text.split(b"\n")))))

    def __bool__(self) -> bool:
        return bool(self.lines)

    def tag(self, format: Format) -> str:
        """Name the bytes that `write` gives: a strong tag, which If-Match can be compared with."""
        return self._tags((format,))[0]

    def tags(self) -> tuple[str, ...]:
        """Name it in every format, or not at all where there is no such graph."""
        return self._tags(GRAPH_FORMATS) if self else ()

    def headers(self, format: Format) -> Mapping[str, str]:
        """Say for how long what is given holds: until the graph changes."""
        return {"ETag": self.tag(format), "Cache-Control": "no-cache", "Vary": "Accept"}

    def write(self, format: Format) -> bytes:
        """Write it; the same graph gives the same bytes."""
        output = BytesIO()
        quads = parse(self.lines, format=RdfFormat.N_TRIPLES)
        write_graph((quad.triple for quad in quads), format, output)
        return output.getvalue()

    def _tags(self, formats: tuple[Format, ...]) -> tuple[str, ...]:
        # Another revision is another name: also one that changes no more than its sources.
        state = sha256(self.name.value.encode() + b"\n" + self.lines).hexdigest()
        return tuple(make_tag(state, each.media_type, strong=True) for each in formats)
