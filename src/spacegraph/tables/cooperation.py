"""cooperation.csv: agreements and joint work without a price."""

from spacegraph.model.columns import Column, coded, english, partial_date
from spacegraph.namespaces import DCTERMS, SCHEMA, SG, SKOS
from spacegraph.tables.table import Table

KINDS = (
    "agreement",
    "memorandum",
    "joint-mission",
    "instrument-contribution",
    "joint-venture",
    "strategic-partnership",
    "data-sharing",
    "training",
    "technology-transfer",
    "investment",
    "supply",
    "other",
)
STATUSES = ("active", "ended", "announced", "never-executed", "unknown")

COOPERATION = Table(
    name="cooperation",
    kind="cooperation",
    types=(SG.Cooperation,),
    about="A row is one account of one agreement or joint undertaking.",
    columns=(
        Column("title", SKOS.prefLabel, english),
        Column("kind", SG.cooperationKind, coded("cooperation-kind", *KINDS)),
        Column("party_ids", SG.party, refers="organisation", many=True),
        Column("date_start", SCHEMA.startDate, partial_date),
        Column("date_end", SCHEMA.endDate, partial_date),
        Column("status", SG.status, coded("cooperation-status", *STATUSES)),
        Column("subject", DCTERMS.description, english),
        Column("mission_ids", SG.concernsMission, refers="mission", many=True),
    ),
)
