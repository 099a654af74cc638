"""Ask the store what it knows of the things, addresses and codes that a submission names."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple
from rapidfuzz import fuzz, process

from spacegraph.gate.vocabulary.kinds import CLASSES, split
from spacegraph.namespaces import CONCEPT, DCTERMS, RDF, RDFS, SCHEMA, SG, SKOS, thing
from spacegraph.search.indexes import Names
from spacegraph.search.search import Hit, search
from spacegraph.store.base import Row, Store, Term
from spacegraph.store.terms import iri_to_sparql, is_iri, to_sparql

_LENGTH: Final = 20_000
"""Characters of terms in one query, which may name them several times; 256 KB are taken."""

_ALIKE: Final = 60
"""How alike, out of 100, an id must be to be suggested."""


class Known:
    """What the store holds, asked in bulk; lists of ids are remembered while it stays the same."""

    def __init__(self, store: Store, names: Names | None = None) -> None:
        self.store = store
        self._names = names or Names()
        self._generation = store.generation
        self._ids: dict[str, Mapping[str, str]] = {}

    def things(self, nodes: Iterable[NamedNode]) -> frozenset[NamedNode]:
        """Return those that are something: the store gives them a type."""
        rows = self._rows("x", nodes, f"FILTER EXISTS {{ ?x {to_sparql(RDF.type)} ?type }}", "?x")
        return frozenset(node for (node,) in rows if isinstance(node, NamedNode))

    def types(self, nodes: Iterable[NamedNode]) -> Mapping[NamedNode, frozenset[NamedNode]]:
        """Return the classes of each node that has any."""
        rows = self._rows("x", nodes, f"?x {to_sparql(RDF.type)} ?type", "?x ?type")
        found: dict[NamedNode, set[NamedNode]] = {}
        for node, kind in rows:
            if isinstance(node, NamedNode) and isinstance(kind, NamedNode):
                found.setdefault(node, set()).add(kind)
        return {node: frozenset(kinds) for node, kinds in found.items()}

    def facts(self, nodes: Iterable[NamedNode]) -> Mapping[NamedNode, frozenset[Triple]]:
        """Return what the graph holds of each node."""
        found: dict[NamedNode, set[Triple]] = {}
        for node, predicate, value in self._rows("x", nodes, "?x ?p ?o", "?x ?p ?o"):
            if isinstance(node, NamedNode) and isinstance(predicate, NamedNode) and value:
                found.setdefault(node, set()).add(Triple(node, predicate, value))
        return {node: frozenset(triples) for node, triples in found.items()}

    def having(self, nodes: Iterable[NamedNode], property: NamedNode) -> frozenset[NamedNode]:
        """Return those of which the graph holds a value of a property."""
        rows = self._rows("x", nodes, f"FILTER EXISTS {{ ?x {to_sparql(property)} ?y }}", "?x")
        return frozenset(node for (node,) in rows if isinstance(node, NamedNode))

    def names(self, nodes: Iterable[NamedNode]) -> Mapping[NamedNode, str]:
        """Return a name of each node that has one, in English where there is one."""
        rows = self._rows("x", nodes, f"?x {to_sparql(RDFS.label)} ?name", "?x ?name")
        best: dict[NamedNode, tuple[bool, str]] = {}
        for node, name in rows:
            if isinstance(node, NamedNode) and isinstance(name, Literal):
                rank = (name.language != "en", name.value)
                best[node] = min(best.get(node, rank), rank)
        return {node: name for node, (_, name) in best.items()}

    def replaced(self, nodes: Iterable[NamedNode]) -> Mapping[NamedNode, NamedNode]:
        """Return what stands for each node that was merged into another one."""
        rows = self._rows("x", nodes, f"?x {to_sparql(DCTERMS.isReplacedBy)} ?y", "?x ?y")
        return {
            old: new
            for old, new in sorted(rows, key=str)
            if isinstance(old, NamedNode) and isinstance(new, NamedNode)
        }

    def sources(self, addresses: Iterable[NamedNode]) -> Mapping[NamedNode, NamedNode]:
        """Return the source of each address that is known."""
        rows = self._rows("url", addresses, f"?x {to_sparql(SCHEMA.url)} ?url", "?url ?x")
        return {
            address: source
            for address, source in sorted(rows, key=str, reverse=True)
            if isinstance(address, NamedNode) and isinstance(source, NamedNode)
        }

    def countries(self) -> Mapping[str, NamedNode]:
        """Return the country of each ISO code."""
        rows = self.store.select(
            f"SELECT ?code ?x WHERE {{ ?x {to_sparql(SG.countryCode)} ?code }}"
        )
        return {
            code.value: node
            for code, node in sorted(rows, key=str)
            if isinstance(code, Literal) and isinstance(node, NamedNode)
        }

    def ids(self, kind: str) -> Mapping[str, str]:
        """Return the ids of a kind, each with a name of its thing (empty where it has none)."""
        if self._generation != self.store.generation:
            self._ids.clear()
            self._generation = self.store.generation
        if kind not in self._ids:
            self._ids[kind] = self._list(kind)
        return self._ids[kind]

    def called(self, kind: str, name: str, count: int = 3) -> Sequence[Hit]:
        """Return the things of a kind that a name may mean, best first, by the project's search.

        The index is only made when somebody asks, and may be older than the store.
        """
        hits = search(self._names.among(self.store, kind), name, kinds={kind}, limit=count)
        standing = self.things(NamedNode(hit.iri) for hit in hits)
        return [hit for hit in hits if NamedNode(hit.iri) in standing]

    def nearest(self, node: NamedNode, count: int = 3) -> tuple[NamedNode, ...]:
        """Return the things of the same kind whose id or name is most like this id, best first."""
        kind, wanted = split(node)
        known = self.ids(kind) if kind in CLASSES else {}
        found: dict[str, float] = {}
        for choices in ({each: each for each in known}, known):
            matches = process.extract(
                wanted,
                choices,
                scorer=fuzz.ratio,
                limit=count,
                score_cutoff=_ALIKE,
                processor=_plain,
            )
            for _, score, local in matches:
                found[local] = max(score, found.get(local, 0))
        ranked = sorted(found, key=lambda local: (-found[local], local))
        return tuple(thing(kind, local) for local in ranked[:count])

    def nearest_concepts(self, node: NamedNode, count: int = 3) -> tuple[NamedNode, ...]:
        """Return the controlled values of the same scheme most like this one, best first."""
        scheme, _, code = node.value.removeprefix(str(CONCEPT)).partition("/")
        rows = self.store.select(
            f"SELECT ?x ?label WHERE {{ ?x {to_sparql(SKOS.inScheme)} "
            f"{iri_to_sparql(f'{CONCEPT}{scheme}')} ; {to_sparql(SKOS.prefLabel)} ?label }}"
            if is_iri(f"{CONCEPT}{scheme}")
            else "SELECT ?x ?label WHERE {} LIMIT 0"
        )
        best: dict[str, float] = {}
        for concept, label in rows:
            if isinstance(concept, NamedNode) and isinstance(label, Literal):
                codes = (concept.value.rsplit("/", 1)[-1], label.value)
                score = max(fuzz.ratio(_plain(code), _plain(each)) for each in codes)
                best[concept.value] = max(score, best.get(concept.value, 0))
        ranked = sorted(best, key=lambda iri: (-best[iri], iri))
        return tuple(NamedNode(iri) for iri in ranked[:count] if best[iri] >= _ALIKE)

    def _list(self, kind: str) -> Mapping[str, str]:
        rows = self.store.select(
            f"SELECT ?x (MIN(?label) AS ?name) WHERE {{ ?x a {to_sparql(CLASSES[kind])} "
            f"OPTIONAL {{ ?x {to_sparql(SKOS.prefLabel)} ?label FILTER (LANG(?label) = 'en') }} }} "
            "GROUP BY ?x"
        )
        return {
            split(node)[1]: name.value if isinstance(name, Literal) else ""
            for node, name in rows
            if isinstance(node, NamedNode) and split(node)[0] == kind
        }

    def _rows(
        self, variable: str, nodes: Iterable[NamedNode], pattern: str, columns: str
    ) -> Iterator[Row]:
        for values in batches(nodes):
            yield from self.store.select(
                f"SELECT DISTINCT {columns} WHERE {{ VALUES ?{variable} {{ {values} }} {pattern} }}"
            )


def batches(nodes: Iterable[Term]) -> Iterator[str]:
    """Write terms as the contents of VALUES clauses, sorted; leave out what SPARQL cannot write."""
    batch: list[str] = []
    size = 0
    for text in sorted({text for node in nodes if (text := _write(node))}):
        if batch and size + len(text) > _LENGTH:
            yield " ".join(batch)
            batch, size = [], 0
        batch.append(text)
        size += len(text) + 1
    if batch:
        yield " ".join(batch)


def _write(node: Term) -> str:
    if isinstance(node, NamedNode):
        return to_sparql(node) if is_iri(node.value) else ""
    return to_sparql(node) if isinstance(node, Literal) and len(node.value) < _LENGTH else ""


def _plain(text: str) -> str:
    return text.lower().replace("-", " ")
