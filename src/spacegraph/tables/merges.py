"""merges.csv: things found to be one; a row taken away takes the merge back."""

from spacegraph.model.columns import Column
from spacegraph.namespaces import DCTERMS
from spacegraph.tables.doubtful import path
from spacegraph.tables.table import Table

MERGES = Table(
    name="merges",
    kind="",
    types=(),
    key="kept",
    about="A row merges one thing into another; the note says who decided it and why.",
    columns=(Column("merged", DCTERMS.replaces, path, required=True),),
)
