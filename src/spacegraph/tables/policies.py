"""policies.csv: plans, laws and measures."""

from spacegraph.model.columns import Column, chinese, english, partial_date
from spacegraph.namespaces import DCTERMS, SG, SKOS
from spacegraph.tables.table import Table

POLICIES = Table(
    name="policies",
    kind="policy",
    types=(SG.Policy,),
    about="A row is one policy document with its issuers.",
    columns=(
        Column("title_en", SKOS.prefLabel, english),
        Column("title_zh", SKOS.prefLabel, chinese),
        Column("date", DCTERMS.issued, partial_date),
        Column("issuer_ids", DCTERMS.publisher, refers="organisation", many=True),
        Column("place", SG.place, refers="place"),
        Column("subject", DCTERMS.description, english),
    ),
)
