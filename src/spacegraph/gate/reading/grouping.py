"""Sort the statements of an RDF document: what is said of things, of sources, of the saying itself.

The document says where its facts come from by prov:wasDerivedFrom:

- of the document itself (`<> prov:wasDerivedFrom <https://…>`) or of a sg:Claim node that is about
  nothing in particular: all facts that name no other source;
- of a thing (`contract:x prov:wasDerivedFrom <https://…>`), or of a sg:Claim node that is
  schema:about it: the facts about this thing;
- of a named graph (TriG, N-Quads, JSON-LD): the facts of this graph.

Each such group becomes one claim. The same nodes may carry sg:confidence and skos:editorialNote.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from spacegraph.gate.formats.rdf import BASE_IRI
from spacegraph.gate.vocabulary.kinds import is_thing
from spacegraph.namespaces import DCTERMS, PROV, RDF, SCHEMA, SG, SKOS

Node = NamedNode | BlankNode
DOCUMENT: Final = NamedNode(BASE_IRI)
_OF_CLAIMS = frozenset(
    {
        PROV.wasDerivedFrom,
        SG.confidence,
        SKOS.editorialNote,
        DCTERMS.created,
        SCHEMA.about,
        SG.table,
    }
)


@dataclass(slots=True)
class Group:
    """Facts that share their sources, and what is said of them as a whole."""

    facts: list[Triple] = field(default_factory=list)
    said: list[Triple] = field(default_factory=list)

    def cited(self) -> list[Triple]:
        """Return the statements that name a source."""
        return [triple for triple in self.said if triple.predicate == PROV.wasDerivedFrom]


@dataclass(slots=True)
class Document:
    """The groups by the node that stands for each, and the sources that are described."""

    groups: dict[Node, Group]
    described: dict[Node, list[Triple]]


@dataclass(frozen=True, slots=True)
class _Roles:
    """Which nodes of a document stand for graphs, claims and sources; `topics` leads to claims."""

    graphs: frozenset[Node]
    claims: frozenset[Node]
    citing: frozenset[Node]
    sources: frozenset[Node]
    topics: Mapping[Node, Node]

    @classmethod
    def of(cls, quads: Iterable[Quad]) -> "_Roles":
        known = tuple(quads)
        typed = {(quad.subject, quad.object) for quad in known if quad.predicate == RDF.type}
        cited = [quad for quad in known if quad.predicate == PROV.wasDerivedFrom]
        claims = _nodes(node for node, kind in typed if kind == SG.Claim)
        citing = _nodes(quad.subject for quad in cited)
        pages = [quad.object for quad in cited]
        pages += [node for node, kind in typed if kind == SG.Source]
        return cls(
            graphs=_nodes(quad.graph_name for quad in known),
            claims=claims,
            citing=citing,
            sources=_nodes(pages),
            topics={
                quad.object: quad.subject
                for quad in known
                if quad.predicate == SCHEMA.about
                and isinstance(quad.object, Node)
                and isinstance(quad.subject, Node)
                and quad.subject in claims | citing
            },
        )

    def cites_itself(self, node: Node) -> bool:
        """Tell whether a node is a thing that names its own sources."""
        return node in self.citing and isinstance(node, NamedNode) and is_thing(node)

    def is_saying(self, node: Node) -> bool:
        """Tell whether a node stands for a group of facts and is no thing itself."""
        whole = node == DOCUMENT or node in self.claims or node in self.graphs
        return whole or (node in self.citing and not self.cites_itself(node))


def sort(quads: Iterable[Quad]) -> Document:
    """Sort the statements of a document into groups of facts and descriptions of sources."""
    known = tuple(quads)
    roles = _Roles.of(known)
    document = Document({DOCUMENT: Group()}, {})
    for quad in known:
        subject = quad.subject
        if isinstance(subject, Triple):
            document.groups[DOCUMENT].facts.append(quad.triple)
        elif roles.is_saying(subject):
            meant = _meant(subject, quad, roles)
            document.groups.setdefault(meant, Group()).said.append(quad.triple)
        elif roles.cites_itself(subject) and quad.predicate in _OF_CLAIMS:
            document.groups.setdefault(subject, Group()).said.append(quad.triple)
        elif subject in roles.sources:
            document.described.setdefault(subject, []).append(quad.triple)
        else:
            home = _home(subject, quad, roles)
            document.groups.setdefault(home, Group()).facts.append(quad.triple)
    return document


def _meant(subject: Node, quad: Quad, roles: _Roles) -> Node:
    """Return the group that a statement about a document, claim or graph speaks of."""
    if subject == DOCUMENT and isinstance(quad.graph_name, Node):
        return quad.graph_name
    if subject in roles.graphs or subject in roles.topics.values():
        return subject
    return DOCUMENT


def _home(subject: Node, quad: Quad, roles: _Roles) -> Node:
    """Return the group that a fact belongs to."""
    if isinstance(quad.graph_name, Node):
        return quad.graph_name
    return subject if roles.cites_itself(subject) else roles.topics.get(subject, DOCUMENT)


def _nodes(terms: Iterable[object]) -> frozenset[Node]:
    return frozenset(term for term in terms if isinstance(term, Node))
