"""Describe the dataset itself, as VoID and DCAT, so that catalogues can find and fetch it."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from spacegraph.graph.manifest import Manifest
from spacegraph.namespaces import BASE, DCTERMS, FOAF, PREFIXES, RDF, XSD, Namespace

VOID = Namespace("http://rdfs.org/ns/void#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
DATASET = NamedNode(BASE + "dataset")
LICENCE = NamedNode("https://creativecommons.org/licenses/by/4.0/")
ATTRIBUTION = (
    "Data from J. McDowell, General Catalog of Artificial Space Objects (GCAT), "
    "https://planet4589.org/space/gcat, CC BY 4.0; rows selected, merged and re-expressed."
)
_DUMPS = (
    ("nq", "application/n-quads", "every claim and what is held true"),
    ("ttl", "text/turtle", "what is held true"),
)


def describe(manifest: Manifest, address: str) -> Iterator[Triple]:
    """Yield the description of the dataset as it is served at an address (without final slash)."""
    for kind in (VOID.Dataset, DCAT.Dataset):
        yield Triple(DATASET, RDF.type, kind)
    yield Triple(DATASET, DCTERMS.title, Literal("spacegraph", language="en"))
    yield Triple(
        DATASET,
        DCTERMS.description,
        Literal("The open, sourced knowledge graph of China's space sector", language="en"),
    )
    yield Triple(DATASET, DCTERMS.license, LICENCE)
    yield Triple(DATASET, DCTERMS.rights, Literal(ATTRIBUTION, language="en"))
    yield Triple(DATASET, DCTERMS.identifier, Literal(manifest.generation))
    yield Triple(DATASET, FOAF.homepage, NamedNode(address + "/"))
    yield Triple(DATASET, VOID.sparqlEndpoint, NamedNode(address + "/sparql"))
    yield Triple(DATASET, VOID.uriSpace, Literal(BASE))
    yield Triple(DATASET, VOID.triples, _integer(manifest.quads))
    for prefix in ("skos", "org", "prov", "dcterms", "schema", "geo", "sg"):
        yield Triple(DATASET, VOID.vocabulary, NamedNode(PREFIXES[prefix]))
    for suffix, media_type, title in _DUMPS:
        file = NamedNode(f"{address}/dump.{suffix}")
        yield Triple(DATASET, VOID.dataDump, file)
        yield Triple(DATASET, DCAT.distribution, file)
        yield Triple(file, RDF.type, DCAT.Distribution)
        yield Triple(file, DCTERMS.title, Literal(title, language="en"))
        yield Triple(file, DCAT.mediaType, Literal(media_type))
        yield Triple(file, DCAT.downloadURL, file)


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)
