"""A small graph to judge submissions against: a hundred claims out of the real tables."""

import io
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pyoxigraph as ox
import pytest

from spacegraph.gate.desk import Desk
from spacegraph.gate.formats.templates import to_xlsx_template
from spacegraph.gate.judging.validate import validate
from spacegraph.gate.judging.verdict import Verdict
from spacegraph.gate.knowledge.known import Known
from spacegraph.gate.reading.read import read_submission
from spacegraph.gate.reading.submission import Submission
from spacegraph.gate.records.archive import Archive
from spacegraph.gate.shapes.shapes import Shapes
from spacegraph.graph.book import Book
from spacegraph.graph.dataset import generation
from spacegraph.graph.ledger import live, read_records
from spacegraph.graph.schema import Schema
from spacegraph.graph.view import look
from spacegraph.model.claims import Claim
from spacegraph.store.embedded import EmbeddedStore
from spacegraph.tables.catalogue import table_named

BOOK = Path(__file__).parent / "book"
TODAY = date(2026, 11, 20)

PREFIXES = """\
@prefix sg: <https://w3id.org/spacegraph/ontology/> .
@prefix affiliation: <https://w3id.org/spacegraph/affiliation/> .
@prefix contract: <https://w3id.org/spacegraph/contract/> .
@prefix funding: <https://w3id.org/spacegraph/funding/> .
@prefix organisation: <https://w3id.org/spacegraph/organisation/> .
@prefix place: <https://w3id.org/spacegraph/place/> .
@prefix source: <https://w3id.org/spacegraph/source/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<> prov:wasDerivedFrom <https://example.org/news/1> .
"""
"""What the Turtle of most tests begins with."""


def to_store(claims: Sequence[Claim], schema: Schema) -> EmbeddedStore:
    """Build a store in memory the way `spacegraph build` does."""
    quads = look(claims, schema)
    store = ox.Store()
    store.bulk_extend(quads)
    return EmbeddedStore(store, generation=generation(quads))


@pytest.fixture(scope="session")
def shapes() -> Shapes:
    return Shapes.read()


@pytest.fixture(scope="session")
def rebuild(shapes: Shapes) -> Callable[[Sequence[Claim]], EmbeddedStore]:
    """Build a store in memory the way `spacegraph build` does."""
    return lambda claims: to_store(claims, shapes.schema)


@pytest.fixture(scope="session")
def claims() -> tuple[Claim, ...]:
    return Book(BOOK, Path("nowhere")).shipped()


@pytest.fixture(scope="session")
def store(claims: tuple[Claim, ...], shapes: Shapes) -> EmbeddedStore:
    return to_store(claims, shapes.schema)


@pytest.fixture(scope="session")
def known(store: EmbeddedStore) -> Known:
    return Known(store)


@pytest.fixture(scope="session")
def read(known: Known) -> Callable[..., Submission]:
    """Read bytes or text; Turtle gets the usual prefixes and source in front."""

    def read(content: str | bytes, name: str = "facts.ttl", **options: object) -> Submission:
        if isinstance(content, str):
            content = (PREFIXES + content if name == "facts.ttl" else content).encode()
        return read_submission(content, name, known, TODAY, **options)  # type: ignore[arg-type]

    return read


@pytest.fixture(scope="session")
def judge(read: Callable[..., Submission], known: Known, shapes: Shapes) -> Callable[..., Verdict]:
    """Read and judge a submission."""

    def judge(content: str | bytes, name: str = "facts.ttl", **options: object) -> Verdict:
        return validate(read(content, name, **options), known, shapes)

    return judge


@pytest.fixture(scope="session")
def first_line() -> int:
    """The line on which the facts of Turtle begin that `read` and `judge` are given."""
    return PREFIXES.count("\n") + 1


@pytest.fixture
def desk(tmp_path: Path, shapes: Shapes, claims: tuple[Claim, ...], store: EmbeddedStore) -> Desk:
    """A desk over an empty archive; its store is built anew from the archive's records."""
    archive = Archive(tmp_path / "accepted")

    def open_store() -> EmbeddedStore:
        records = [record for _, record in read_records(archive.folder)]
        if not records:
            return store
        entered = [claim for record in records for claim in record.claims]
        gone = [record.withdrawal for record in records if record.withdrawal]
        return to_store(live((*claims, *entered), gone), shapes.schema)

    return Desk(archive, shapes, open_store, lambda acceptance: None)


@pytest.fixture(scope="session")
def workbook() -> Callable[[dict[str, str]], bytes]:
    """Fill row 3 of the template of contracts with a sound deal, but for some cells."""
    table = table_named("contracts")
    sound = {
        "id": "new", "title": "New", "date": "2025-05-18", "date_kind": "award",
        "kind": "launch-service", "status": "signed", "buyer_ids": "minospace",
        "supplier_ids": "landspace", "amount": "804000000", "currency": "CNY",
        "source_url": "https://example.org/1",
    }  # fmt: skip

    def fill(cells: dict[str, str]) -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(to_xlsx_template(table)))
        for column, name in enumerate(table.header, start=1):
            if text := {**sound, **cells}.get(name):
                book["contracts"].cell(3, column, text).number_format = "@"
        output = io.BytesIO()
        book.save(output)
        return output.getvalue()

    return fill
