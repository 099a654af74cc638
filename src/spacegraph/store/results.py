"""List the media types of answers and the formats that write them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from pyoxigraph import QueryResultsFormat, RdfFormat

from spacegraph.errors import QueryError


class Form(StrEnum):
    """The four query forms of SPARQL 1.1 §16."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"

    @property
    def is_graph(self) -> bool:
        return self in (Form.CONSTRUCT, Form.DESCRIBE)


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write an answer: its media type, its short names, the engine's format.

    `iri` is its name in a service description (https://www.w3.org/ns/formats/).
    """

    media_type: str
    names: tuple[str, ...]
    engine: QueryResultsFormat | RdfFormat
    iri: str = ""

    @property
    def content_type(self) -> str:
        """The Content-Type header: text/* without a charset would mean US-ASCII to some."""
        text = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if text else self.media_type


_NS: Final = "http://www.w3.org/ns/formats/"
_JSON, _XML = QueryResultsFormat.JSON, QueryResultsFormat.XML

BOOLEAN_FORMATS: Final = (
    Format("application/sparql-results+json", ("json",), _JSON, f"{_NS}SPARQL_Results_JSON"),
    Format("application/sparql-results+xml", ("xml",), _XML, f"{_NS}SPARQL_Results_XML"),
    Format("application/json", (), _JSON),
    Format("application/xml", (), _XML),
)
"""For ASK: the CSV and TSV formats know no boolean (SPARQL 1.1 CSV and TSV §1)."""

SOLUTION_FORMATS: Final = (
    *BOOLEAN_FORMATS[:2],
    Format("text/csv", ("csv",), QueryResultsFormat.CSV, f"{_NS}SPARQL_Results_CSV"),
    Format(
        "text/tab-separated-values", ("tsv",), QueryResultsFormat.TSV, f"{_NS}SPARQL_Results_TSV"
    ),
    *BOOLEAN_FORMATS[2:],
)

GRAPH_FORMATS: Final = (
    Format("text/turtle", ("turtle", "ttl"), RdfFormat.TURTLE, f"{_NS}Turtle"),
    Format("application/n-triples", ("ntriples", "nt"), RdfFormat.N_TRIPLES, f"{_NS}N-Triples"),
    Format("application/ld+json", ("jsonld", "json"), RdfFormat.JSON_LD, f"{_NS}JSON-LD"),
    Format("application/rdf+xml", ("rdfxml", "rdf", "xml"), RdfFormat.RDF_XML, f"{_NS}RDF_XML"),
    Format("application/trig", ("trig",), RdfFormat.TRIG, f"{_NS}TriG"),
    Format("application/n-quads", ("nquads", "nq"), RdfFormat.N_QUADS, f"{_NS}N-Quads"),
    Format("text/n3", ("n3",), RdfFormat.N3, f"{_NS}N3"),
    Format("application/json", (), RdfFormat.JSON_LD),
    Format("application/xml", (), RdfFormat.RDF_XML),
)

FORMATS: Final[Mapping[Form, tuple[Format, ...]]] = MappingProxyType(
    {
        Form.SELECT: SOLUTION_FORMATS,
        Form.ASK: BOOLEAN_FORMATS,
        Form.CONSTRUCT: GRAPH_FORMATS,
        Form.DESCRIBE: GRAPH_FORMATS,
    }
)
"""What can be offered for each form, the preferred one first."""


def find_format(form: Form, media_type: str) -> Format:
    """Find the format of a media type for a form; refuses one the form cannot be written in."""
    return find_in(FORMATS[form], media_type, f"an answer to {form}")


def find_in(formats: Iterable[Format], media_type: str, what: str = "this") -> Format:
    """Find the format of a media type among some."""
    offered = tuple(formats)
    for format in offered:
        if format.media_type == media_type:
            return format
    names = ", ".join(format.media_type for format in offered)
    raise QueryError(f"{what} cannot be written as {media_type}", hint=f"ask for one of {names}")
