"""Hold the namespaces of the graph and turn IRIs to CURIEs and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pyoxigraph import NamedNode

BASE: Final = "https://w3id.org/spacegraph/"

KINDS: Final = (
    "organisation",
    "place",
    "contract",
    "funding",
    "affiliation",
    "mission",
    "programme",
    "launch",
    "spacecraft",
    "vehicle",
    "cooperation",
    "policy",
    "claim",
    "source",
    "exchange-rate",
)
"""First path segment of every thing's IRI."""


@dataclass(frozen=True)
class Namespace:
    """An IRI prefix that mints nodes: `SG.Contract`, `DCTERMS.title`."""

    prefix: str

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("__"):
            raise AttributeError(name)
        return NamedNode(self.prefix + name)

    def __str__(self) -> str:
        return self.prefix


SG: Final = Namespace(BASE + "ontology/")
CONCEPT: Final = Namespace(BASE + "concept/")
RDF: Final = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS: Final = Namespace("http://www.w3.org/2000/01/rdf-schema#")
OWL: Final = Namespace("http://www.w3.org/2002/07/owl#")
XSD: Final = Namespace("http://www.w3.org/2001/XMLSchema#")
SKOS: Final = Namespace("http://www.w3.org/2004/02/skos/core#")
PROV: Final = Namespace("http://www.w3.org/ns/prov#")
ORG: Final = Namespace("http://www.w3.org/ns/org#")
DCTERMS: Final = Namespace("http://purl.org/dc/terms/")
DC: Final = Namespace("http://purl.org/dc/elements/1.1/")
SCHEMA: Final = Namespace("https://schema.org/")
GEO: Final = Namespace("http://www.opengis.net/ont/geosparql#")
FOAF: Final = Namespace("http://xmlns.com/foaf/0.1/")
SOSA: Final = Namespace("http://www.w3.org/ns/sosa/")
SH: Final = Namespace("http://www.w3.org/ns/shacl#")

PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sg": str(SG),
        "concept": str(CONCEPT),
        **{kind: f"{BASE}{kind}/" for kind in KINDS},
        "rdf": str(RDF),
        "rdfs": str(RDFS),
        "owl": str(OWL),
        "xsd": str(XSD),
        "skos": str(SKOS),
        "prov": str(PROV),
        "org": str(ORG),
        "dcterms": str(DCTERMS),
        "dc": str(DC),
        "schema": str(SCHEMA),
        "geo": str(GEO),
        "foaf": str(FOAF),
        "sosa": str(SOSA),
        "sh": str(SH),
    }
)


def thing(kind: str, identifier: str) -> NamedNode:
    """Mint the IRI of a thing from its kind (one of `KINDS`) and its id."""
    return NamedNode(f"{BASE}{kind}/{identifier}")


def concept(scheme: str, code: str) -> NamedNode:
    """Mint the IRI of a controlled value."""
    return NamedNode(f"{CONCEPT}{scheme}/{code}")


def to_curie(iri: str) -> str:
    """Abbreviate an IRI by the longest matching prefix; leave it whole where none matches."""
    best = max(
        ((prefix, base) for prefix, base in PREFIXES.items() if iri.startswith(base)),
        key=lambda pair: len(pair[1]),
        default=None,
    )
    return f"{best[0]}:{iri[len(best[1]) :]}" if best else iri


def from_curie(text: str) -> str:
    """Expand a CURIE whose prefix is known; return anything else unchanged."""
    prefix, colon, local = text.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else text
