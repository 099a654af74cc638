"""affiliations.csv: who belongs to, came from or is owned by whom."""

from spacegraph.model.columns import Column, coded, number, partial_date
from spacegraph.namespaces import SCHEMA, SG
from spacegraph.tables.table import Table

RELATIONS = (
    "subsidiary-of",
    "unit-of",
    "administered-by",
    "spin-off-of",
    "majority-owned-by",
    "minority-owned-by",
    "partly-owned-by",
    "successor-of",
    "joint-venture-of",
    "founded-by",
    "belongs-to",
)

AFFILIATIONS = Table(
    name="affiliations",
    kind="affiliation",
    types=(SG.Affiliation,),
    about="A row reads: child relation parent. The dates bound the relation.",
    columns=(
        Column("child_id", SG.child, refers="organisation", required=True),
        Column("parent_id", SG.parent, refers="organisation", required=True),
        Column("relation", SG.relation, coded("affiliation-relation", *RELATIONS), required=True),
        Column("share_percent", SG.share, number(0, 100)),
        Column("date_start", SCHEMA.startDate, partial_date),
        Column("date_end", SCHEMA.endDate, partial_date),
    ),
)
