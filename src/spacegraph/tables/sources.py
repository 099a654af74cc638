"""sources.csv: the pages that state the facts, each rated by its publisher."""

from spacegraph.model.columns import Column, Term, address, coded, matching, partial_date, plain
from spacegraph.namespaces import DC, DCTERMS, SCHEMA, SG, concept
from spacegraph.tables.table import Table

KINDS = (
    "news",
    "official",
    "company",
    "catalogue",
    "encyclopedia",
    "filing",
    "forum",
    "aggregator",
    "mirror",
    "common-knowledge",
    "editorial",
)
RELIABILITY = ("A", "B", "C", "D")


def reliability(text: str) -> Term:
    """Read the letter of a rating."""
    if text not in RELIABILITY:
        raise ValueError(f"{text!r} is not a rating; write A, B, C or D")
    return concept("reliability", text.lower())


SOURCES = Table(
    name="sources",
    kind="source",
    types=(SG.Source,),
    about="A row is one address; a source speaks for itself.",
    columns=(
        Column("url", SCHEMA.url, address, required=True),
        Column("title", DCTERMS.title, plain),
        Column("publisher", DC.publisher, plain),
        Column("copied_from", DC.source, plain),
        Column("date", DCTERMS.issued, partial_date),
        Column("lang", DC.language, matching(r"[a-z]{2,3}(-[A-Za-z]+)*", "a language tag")),
        Column("kind", SG.sourceKind, coded("source-kind", *KINDS)),
        Column("reliability", SG.reliability, reliability),
    ),
)
