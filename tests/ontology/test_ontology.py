"""The ontology as a document: complete, without blank nodes, and the only source of terms."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import NamedNode
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef

from spacegraph.namespaces import BASE, CONCEPT, SG
from spacegraph.resources import folder
from spacegraph.tables.catalogue import TABLES
from spacegraph.tables.table import Table

ONTOLOGY = URIRef(BASE + "ontology/")
FILES = sorted(folder("ontology").glob("*.ttl"))
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
SOURCE = Path(__file__).parents[2] / "src"
WRITTEN_IN = [
    *FILES,
    *sorted(folder("shapes").glob("*.ttl")),
    *sorted(folder("queries").rglob("*.rq")),
    *sorted(SOURCE.rglob("*.py")),
]


@pytest.fixture(scope="module")
def graph() -> Graph:
    merged = Graph()
    for path in FILES:
        merged.parse(path, format="turtle")
    return merged


@pytest.fixture(scope="module")
def terms(graph: Graph) -> set[URIRef]:
    return {
        term
        for kind in KINDS
        for term in graph.subjects(RDF.type, kind)
        if isinstance(term, URIRef) and str(term).startswith(str(SG))
    }


def languages(graph: Graph, term: URIRef, predicate: URIRef) -> list[str]:
    return sorted(
        (value.language or "").lower()
        for value in graph.objects(term, predicate)
        if isinstance(value, Literal)
    )


@pytest.mark.parametrize("name", ["spacegraph", "concepts", "alignments"])
def test_a_file_states_its_version_and_its_licence(name: str) -> None:
    graph = Graph().parse(folder("ontology") / f"{name}.ttl", format="turtle")
    (header,) = graph.subjects(RDF.type, OWL.Ontology)
    version = str(graph.value(header, OWL.versionInfo))
    assert str(graph.value(header, OWL.versionIRI)).endswith(f"/{version}")
    assert (header, URIRef("http://purl.org/dc/terms/license"), None) in graph
    assert (header, OWL.imports, None) not in graph


def test_the_ontology_has_no_blank_nodes(graph: Graph) -> None:
    # Their labels differ at every reading, so a dump would not be the same twice.
    assert not [node for triple in graph for node in triple if isinstance(node, BNode)]


def test_every_term_has_labels_a_definition_and_its_ontology(
    graph: Graph, terms: set[URIRef]
) -> None:
    assert len(terms) > 100
    for term in sorted(terms):
        assert languages(graph, term, RDFS.label) == ["en", "zh-hans"], term
        assert languages(graph, term, SKOS.definition) == ["en", "zh-hans"], term
        assert list(graph.objects(term, RDFS.isDefinedBy)) == [ONTOLOGY], term


def test_every_class_has_an_example(graph: Graph, terms: set[URIRef]) -> None:
    classes = {term for term in terms if (term, RDF.type, OWL.Class) in graph}
    assert [term for term in sorted(classes) if not graph.value(term, SKOS.example)] == []


def test_terms_of_others_are_labelled_and_explained(graph: Graph, terms: set[URIRef]) -> None:
    theirs = {
        term for kind in KINDS for term in graph.subjects(RDF.type, kind) if term not in terms
    }
    assert theirs
    for term in sorted(theirs, key=str):
        assert isinstance(term, URIRef)
        assert languages(graph, term, RDFS.label) == ["en", "zh-hans"], term
        assert languages(graph, term, SKOS.scopeNote) == ["en"], term
        assert graph.value(term, RDFS.isDefinedBy) != ONTOLOGY, term


def test_object_properties_can_be_read_backwards(graph: Graph, terms: set[URIRef]) -> None:
    properties = {term for term in terms if (term, RDF.type, OWL.ObjectProperty) in graph}
    for term in sorted(properties):
        assert languages(graph, term, URIRef(str(SG) + "inverseLabel")) == ["en", "zh-hans"], term


def test_properties_have_one_place_on_a_page(graph: Graph, terms: set[URIRef]) -> None:
    order = URIRef(str(SG) + "displayOrder")
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        for term in set(graph.subjects(RDF.type, kind)) & terms:
            assert len(list(graph.objects(term, order))) == 1, term


def test_what_is_settled_together_is_single_valued(graph: Graph) -> None:
    pairs = list(graph.subject_objects(URIRef(str(SG) + "settledWith")))
    assert pairs
    for follower, leader in pairs:
        assert (follower, RDF.type, OWL.FunctionalProperty) in graph
        assert (leader, RDF.type, OWL.FunctionalProperty) in graph


def test_every_concept_is_complete_and_named_by_its_scheme_and_code(graph: Graph) -> None:
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    schemes = set(graph.subjects(RDF.type, SKOS.ConceptScheme))
    assert {graph.value(concept, SKOS.inScheme) for concept in concepts} == schemes
    for concept in sorted(concepts, key=str):
        assert isinstance(concept, URIRef)
        scheme = graph.value(concept, SKOS.inScheme)
        code = str(concept).removeprefix(f"{scheme}/")
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code), concept
        assert len(list(graph.objects(concept, SKOS.notation))) == 1, concept
        assert languages(graph, concept, SKOS.prefLabel) == ["en", "zh-hans"], concept
        assert "en" in languages(graph, concept, SKOS.definition), concept
        broader = graph.value(concept, SKOS.broader)
        top = (concept, SKOS.topConceptOf, scheme) in graph
        assert top if broader is None else graph.value(broader, SKOS.inScheme) == scheme, concept


def test_no_two_concepts_of_a_scheme_share_a_code_or_a_label(graph: Graph) -> None:
    for scheme in graph.subjects(RDF.type, SKOS.ConceptScheme):
        members = list(graph.subjects(SKOS.inScheme, scheme))
        for predicate in (SKOS.notation, SKOS.prefLabel):
            values = Counter(value for item in members for value in graph.objects(item, predicate))
            assert [value for value, times in values.items() if times > 1] == [], scheme


def test_no_term_is_defined_twice() -> None:
    found = Counter(
        term
        for path in FILES
        for term in re.findall(r"^(\S+)\n    a ", path.read_text(encoding="utf-8"), re.M)
    )
    assert [term for term, times in found.items() if times > 1] == []


@pytest.mark.parametrize(
    "path", WRITTEN_IN, ids=[f"{path.parent.name}/{path.name}" for path in WRITTEN_IN]
)
def test_every_term_in_use_is_defined(path: Path, terms: set[URIRef], graph: Graph) -> None:
    text = path.read_text(encoding="utf-8")
    pattern = r"\bSG\.([A-Za-z]\w*)" if path.suffix == ".py" else r"(?<![\w-])sg:([A-Za-z]\w*)"
    used = {URIRef(str(SG) + name) for name in re.findall(pattern, text)}
    assert used - terms == set()
    concepts = {
        URIRef(f"{CONCEPT}{scheme}/{code}")
        for scheme, code in re.findall(rf"{CONCEPT}([a-z-]+)/([a-z0-9-]+)", text)
    }
    known = set(graph.subjects(RDF.type, SKOS.Concept)) | set(graph.subjects(OWL.versionIRI))
    assert concepts - known == set()


@pytest.mark.parametrize("table", TABLES, ids=[table.name for table in TABLES])
def test_every_value_that_a_table_yields_is_defined(table: Table, graph: Graph) -> None:
    known = {str(node) for node in graph.subjects(RDF.type) if isinstance(node, URIRef)}
    rows: list[dict[str, str]] = []
    for path in folder("data").glob(f"{table.name}.*csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows.extend(csv.DictReader(file))
    yielded = {
        term.value
        for column in table.columns
        if column.convert
        for cell in {row.get(column.name) or "" for row in rows}
        for piece in cell.split(" | ")
        if piece and isinstance(term := column.convert(piece), NamedNode)
    }
    ours = {iri for iri in yielded if iri.startswith((str(SG), str(CONCEPT)))}
    assert ours - known == set()
