"""doubtful.csv: pairs that may be one thing or are easily confused; kept apart."""

from spacegraph.model.columns import Column, Term
from spacegraph.namespaces import SG, thing
from spacegraph.tables.table import Table


def path(text: str) -> Term:
    """Read `kind/id`; a code of the catalogue stands as `gcat/CODE`."""
    kind, slash, local = text.partition("/")
    if not (kind and slash and local):
        raise ValueError(f"{text!r} is not a path such as organisation/casc")
    return thing(kind, local)


DOUBTFUL = Table(
    name="doubtful",
    kind="",
    types=(),
    key="thing",
    about="A row says that two things may be one; it merges nothing.",
    columns=(Column("possibly_same_as", SG.possiblySameAs, path, required=True),),
)
