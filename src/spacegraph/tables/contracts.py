"""contracts.csv: who orders what from whom, for how much."""

from spacegraph.model.columns import ByColumn, Column, coded, english, integer, partial_date
from spacegraph.namespaces import DCTERMS, SG, SKOS
from spacegraph.tables.money import amount, currency
from spacegraph.tables.table import Table

KINDS = (
    "satellite-procurement",
    "launch-service",
    "constellation",
    "cargo-service",
    "component-supply",
    "ground-segment",
    "data-service",
    "research",
    "framework",
    "financing",
    "industrial-project",
    "other",
)
STATUSES = ("awarded", "signed", "planned", "fulfilled", "cancelled", "unknown")
QUALIFIERS = (
    "exact",
    "about",
    "over",
    "up-to",
    "ceiling",
    "per-kg",
    "total",
    "total-with-loan",
    "total-with-other-project",
)
DATE_KINDS = {
    "": DCTERMS.date,
    "award": SG.awardDate,
    "signature": SG.signedDate,
    "announcement": SG.announcedDate,
    "launch": SG.launchDate,
    "construction-start": SG.constructionStartDate,
    "delivery": SG.deliveryDate,
    "approval": SG.approvalDate,
    "tender": SG.tenderDate,
}

CONTRACTS = Table(
    name="contracts",
    kind="contract",
    types=(SG.Contract,),
    about="A row is one account of one deal. Buyers pay or order, suppliers deliver.",
    columns=(
        Column("title", SKOS.prefLabel, english),
        Column("date", ByColumn("date_kind", DATE_KINDS), partial_date),
        Column("kind", SG.contractKind, coded("contract-kind", *KINDS)),
        Column("status", SG.status, coded("contract-status", *STATUSES)),
        Column("buyer_ids", SG.buyer, refers="organisation", many=True),
        Column("supplier_ids", SG.supplier, refers="organisation", many=True),
        Column("beneficiary_ids", SG.beneficiary, refers="organisation", many=True),
        Column("bidder_ids", SG.bidder, refers="organisation", many=True),
        Column("financier_ids", SG.financier, refers="organisation", many=True),
        Column("tender_authority_id", SG.tenderAuthority, refers="organisation"),
        Column("approved_by_ids", SG.approvedBy, refers="organisation", many=True),
        Column("amount", SG.amount, amount),
        Column("currency", SG.currency, currency),
        Column("amount_qualifier", SG.amountQualifier, coded("amount-qualifier", *QUALIFIERS)),
        Column("subject", DCTERMS.description, english),
        Column("units", SG.units, integer),
        Column("place_id", SG.place, refers="place"),
        Column("mission_ids", SG.concernsMission, refers="mission", many=True),
    ),
)
