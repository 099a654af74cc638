"""The formats in which facts may be submitted, found by media type or by file name."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from pyoxigraph import RdfFormat


@dataclass(frozen=True, slots=True)
class Format:
    """A format: `rdf` is the engine's name for it, None for tables."""

    name: str
    media_types: tuple[str, ...]
    suffixes: tuple[str, ...]
    rdf: RdfFormat | None = None

    @property
    def has_triple_terms(self) -> bool:
        """Tell whether a statement may stand in the place of a thing."""
        return self.rdf in _TERSE


_TERSE: Final = (RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.N_TRIPLES, RdfFormat.N_QUADS)

TURTLE: Final = Format("Turtle", ("text/turtle",), (".ttl",), RdfFormat.TURTLE)
TRIG: Final = Format("TriG", ("application/trig",), (".trig",), RdfFormat.TRIG)
N_TRIPLES: Final = Format("N-Triples", ("application/n-triples",), (".nt",), RdfFormat.N_TRIPLES)
N_QUADS: Final = Format("N-Quads", ("application/n-quads",), (".nq",), RdfFormat.N_QUADS)
JSON_LD: Final = Format(
    "JSON-LD", ("application/ld+json", "application/json"), (".jsonld", ".json"), RdfFormat.JSON_LD
)
RDF_XML: Final = Format(
    "RDF/XML",
    ("application/rdf+xml", "application/xml", "text/xml"),
    (".rdf", ".xml"),
    RdfFormat.RDF_XML,
)
CSV: Final = Format("CSV", ("text/csv",), (".csv",))

XLSX: Final = Format(
    "XLSX", ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",), (".xlsx",)
)

FORMATS: Final = (TURTLE, TRIG, N_TRIPLES, N_QUADS, JSON_LD, RDF_XML, CSV, XLSX)


def find_format(name: str, media_type: str = "") -> Format | None:
    """Find a format by media type (parameters are ignored), else by the file's suffix."""
    wanted = media_type.partition(";")[0].strip().lower()
    suffix = PurePath(name).suffix.lower()
    by_type = (format for format in FORMATS if wanted in format.media_types)
    by_name = (format for format in FORMATS if suffix in format.suffixes)
    return next(by_type, None) or next(by_name, None)
