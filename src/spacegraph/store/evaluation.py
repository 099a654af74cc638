"""Evaluate a query on the engine and write what it answers."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import IO, Final, Protocol, cast

import pyoxigraph as ox

from spacegraph.errors import QueryError, StoreError
from spacegraph.namespaces import PREFIXES
from spacegraph.store.base import Dataset, Solutions
from spacegraph.store.patterns import refuse_patterns
from spacegraph.store.results import Format
from spacegraph.store.syntax import from_syntax_error

Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
_Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph

_SAMPLE: Final = 1000
_ABBREVIATED: Final = (
    ox.RdfFormat.TURTLE,
    ox.RdfFormat.TRIG,
    ox.RdfFormat.N3,
    ox.RdfFormat.RDF_XML,
)
_XML: Final = (ox.QueryResultsFormat.XML, ox.RdfFormat.RDF_XML)
# Char [2] of XML 1.0 leaves these out, and no escape can name them: controls, U+FFFE, U+FFFF.
_NOT_XML: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_BEGINNING: Final = b"\xef\xbf"
_ELEMENT: Final = re.compile(r"[^\W\d][\w.\-\u00b7]*\Z")


class Sink(Protocol):
    """Where an answer is written to."""

    def write(self, data: bytes, /) -> int: ...

    def flush(self) -> None: ...


def evaluate(store: ox.Store, query: str, dataset: Dataset) -> Results:
    """Evaluate a query over a dataset; the whole store where that is empty.

    Raises QueryError with the place of a syntax error or of a pattern the engine cannot read.
    """
    refuse_patterns(query)
    if not dataset:
        return evaluate_with(store, query)
    default: list[_Graph] = [ox.DefaultGraph()]
    if len(dataset.default) > 1:
        store = _merged(store, dataset)
    else:
        default = [ox.NamedNode(iri) for iri in dataset.default]
    named: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(iri) for iri in dataset.named]
    return evaluate_with(store, query, default, named)


def evaluate_with(
    store: ox.Store,
    query: str,
    default_graph: _Graph | list[_Graph] | None = None,
    named_graphs: list[ox.NamedNode | ox.BlankNode] | None = None,
) -> Results:
    """Evaluate a query over the graphs the engine is told; None is what the store has."""
    try:
        return store.query(query, default_graph=default_graph, named_graphs=named_graphs)
    except SyntaxError as error:
        raise from_syntax_error(error, query) from None
    except RuntimeError as error:
        raise QueryError(str(error), hint="use the functions of SPARQL 1.1 §17.4") from error
    except OSError as error:
        raise StoreError(f"the store cannot be read ({error})") from error


def write(results: Results, format: Format, output: Sink) -> None:
    """Write an answer as it comes; an error in mid-answer leaves the output incomplete."""
    try:
        if isinstance(results, ox.QueryTriples):
            write_graph(results, format, output)
        elif isinstance(format.engine, ox.RdfFormat):
            raise QueryError(f"rows cannot be written as {format.media_type}")
        else:
            sink = _XmlSink(output) if format.engine in _XML else output
            results.serialize(cast(IO[bytes], sink), format=format.engine)
            output.flush()
    except RuntimeError as error:
        raise QueryError(str(error), hint="use the functions of SPARQL 1.1 §17.4") from error


def write_graph(triples: Iterable[ox.Triple], format: Format, output: Sink) -> None:
    """Write triples, abbreviated by the prefixes that the first of them use."""
    if not isinstance(format.engine, ox.RdfFormat):
        raise QueryError(f"a graph cannot be written as {format.media_type}")
    sink = cast(IO[bytes], _XmlSink(output) if format.engine in _XML else output)
    rest = _writable(triples, format.engine)
    sample = list(islice(rest, _SAMPLE)) if format.engine in _ABBREVIATED else []
    text = ox.serialize(sample, format=ox.RdfFormat.N_TRIPLES) or b""
    used = {name: iri for name, iri in PREFIXES.items() if f"<{iri}".encode() in text}
    ox.serialize(chain(sample, rest), sink, format=format.engine, prefixes=used)
    output.flush()


def to_solutions(results: Results) -> Solutions:
    """Read every row of a SELECT."""
    if not isinstance(results, ox.QuerySolutions):
        raise QueryError("this is no SELECT, so it has no rows")
    variables = tuple(variable.value for variable in results.variables)
    return Solutions(variables, tuple(tuple(solution) for solution in results))


def _merged(store: ox.Store, dataset: Dataset) -> ox.Store:
    """Copy the graphs of a dataset, its default graphs merged into one (SPARQL 1.1 §13.2).

    Given several default graphs the engine finds a triple once in each that holds it, so that
    sums and counts are wrong; in a merged graph it is there once.
    """
    merged = ox.Store()
    merged.extend(
        ox.Quad(quad.subject, quad.predicate, quad.object)
        for iri in dataset.default
        for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(iri))
    )
    for iri in dataset.named:
        merged.extend(store.quads_for_pattern(None, None, None, ox.NamedNode(iri)))
    return merged


def _writable(triples: Iterable[ox.Triple], format: ox.RdfFormat) -> Iterator[ox.Triple]:
    """Refuse triples that a format cannot hold, at which the engine fails or even aborts."""
    if format == ox.RdfFormat.RDF_XML:
        return _elements(triples)
    return _plain(triples) if format == ox.RdfFormat.JSON_LD else iter(triples)


def _elements(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Pass triples through whose predicates can be XML elements (RDF/XML §5)."""
    known: set[ox.NamedNode] = set()
    for triple in triples:
        if triple.predicate not in known:
            if not _ELEMENT.search(triple.predicate.value):
                raise QueryError(
                    f"the predicate {triple.predicate} cannot be written as RDF/XML",
                    hint="ask for Turtle or JSON-LD",
                )
            known.add(triple.predicate)
        yield triple


def _plain(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Pass triples through that speak of no other triple, for which JSON-LD 1.1 has no form."""
    for triple in triples:
        if isinstance(triple.subject, ox.Triple) or isinstance(triple.object, ox.Triple):
            raise QueryError(
                "the answer holds a triple in a triple, which JSON-LD cannot hold",
                hint="ask for Turtle or N-Triples",
            )
        yield triple


class _XmlSink:
    """Writes XML so that its readers find in it what was put in.

    Refuses characters that no XML document can hold, and escapes carriage returns, which a reader
    would take for line feeds (XML 1.0 §2.11).
    """

    def __init__(self, output: Sink) -> None:
        self._output = output
        self._held = b""

    def write(self, data: bytes, /) -> int:
        text = self._held + data
        # The first bytes of a character may come without the rest of it.
        cut = len(text) - next((n for n in (2, 1) if _BEGINNING[:n] == text[-n:]), 0)
        text, self._held = text[:cut], text[cut:]
        if _NOT_XML.search(text):
            raise QueryError(
                "the answer holds a control character, which XML cannot hold",
                hint="ask for JSON or Turtle",
            )
        self._output.write(text.replace(b"\r", b"&#13;"))
        return len(data)

    def flush(self) -> None:
        self._output.flush()
