"""Describe the endpoint to programs (SPARQL 1.1 Service Description)."""

from collections import OrderedDict
from collections.abc import Iterator
from io import BytesIO
from threading import Lock
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from spacegraph.namespaces import RDF, XSD, Namespace
from spacegraph.store.base import Store
from spacegraph.store.evaluation import write_graph
from spacegraph.store.results import GRAPH_FORMATS, SOLUTION_FORMATS, Format

SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID: Final = Namespace("http://rdfs.org/ns/void#")
_KEPT: Final = 4
_SIMPLE: Final = NamedNode("http://www.w3.org/ns/entailment/Simple")


class Descriptions:
    """The descriptions asked for lately, of the facts as they are; one is written at a time.

    Each names every graph, so it takes as long as a heavy query.
    """

    def __init__(self, store: Store, *, updates: bool, federated: bool) -> None:
        self._store = store
        self._updates = updates
        self._federated = federated
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, str, Format], bytes] = OrderedDict()

    def write(self, endpoint: str, format: Format) -> tuple[str, bytes]:
        """Describe the endpoint at an address; returns the state of the facts too."""
        with self._lock:
            generation = self._store.generation
            key = generation, endpoint, format
            if key not in self._kept:
                self._kept[key] = self._write(endpoint, format)
            self._kept.move_to_end(key)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return generation, self._kept[key]

    def _write(self, endpoint: str, format: Format) -> bytes:
        output = BytesIO()
        triples = describe(self._store, endpoint, updates=self._updates, federated=self._federated)
        write_graph(triples, format, output)
        return output.getvalue()


def describe(store: Store, endpoint: str, *, updates: bool, federated: bool) -> Iterator[Triple]:
    """Say what the endpoint at an address can do and which graphs it has now.

    No other sd:feature is claimed: the default graph is not the union of the others, no IRI is
    dereferenced, and a dataset need not be named.
    """
    service, dataset, default = BlankNode("service"), BlankNode("dataset"), BlankNode("default")
    yield Triple(service, RDF.type, SD.Service)
    yield Triple(service, SD.endpoint, NamedNode(endpoint))
    yield Triple(service, SD.supportedLanguage, SD.SPARQL11Query)
    if updates:
        yield Triple(service, SD.supportedLanguage, SD.SPARQL11Update)
    if federated:
        yield Triple(service, SD.feature, SD.BasicFederatedQuery)
    yield Triple(service, SD.defaultEntailmentRegime, _SIMPLE)
    for format in (*SOLUTION_FORMATS, *GRAPH_FORMATS):
        if format.iri:
            yield Triple(service, SD.resultFormat, NamedNode(format.iri))
    yield Triple(service, SD.defaultDataset, dataset)
    yield Triple(dataset, RDF.type, SD.Dataset)
    yield Triple(dataset, SD.defaultGraph, default)
    yield Triple(default, RDF.type, SD.Graph)
    yield Triple(default, VOID.triples, _size(store))
    graphs = store.select("SELECT ?graph { GRAPH ?graph {} } ORDER BY ?graph")
    for number, (graph,) in enumerate(graphs):
        if isinstance(graph, NamedNode):
            node = BlankNode(f"graph{number}")
            yield Triple(dataset, SD.namedGraph, node)
            yield Triple(node, RDF.type, SD.NamedGraph)
            yield Triple(node, SD.name, graph)


def _size(store: Store) -> Literal:
    ((count,),) = store.select("SELECT (COUNT(*) AS ?count) { ?s ?p ?o }").rows
    return count if isinstance(count, Literal) else Literal("0", datatype=XSD.integer)
