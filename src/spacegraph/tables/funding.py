"""funding.csv: rounds, listings, credit and grants of firms."""

from spacegraph.model.columns import Column, coded, english, partial_date, plain
from spacegraph.namespaces import SG
from spacegraph.tables.money import amount, currency
from spacegraph.tables.table import Table

KINDS = ("equity-round", "ipo", "credit-line", "share-sale", "cumulative-total", "grant", "other")

FUNDING = Table(
    name="funding",
    kind="funding",
    types=(SG.FundingRound,),
    about="A row is one account of one round; rows of one round share its id.",
    columns=(
        Column("org_id", SG.recipient, refers="organisation", required=True),
        Column("kind", SG.fundingKind, coded("funding-kind", *KINDS)),
        Column("round", SG.round, plain),
        Column("date", SG.roundDate, partial_date),
        Column("amount", SG.amount, amount),
        Column("currency", SG.currency, currency),
        Column("amount_note", SG.amountNote, english),
        Column("lead_investor_ids", SG.leadInvestor, refers="organisation", many=True),
        Column("investor_ids", SG.investor, refers="organisation", many=True),
        Column("valuation", SG.valuation, amount),
        Column("valuation_currency", SG.valuationCurrency, currency),
    ),
)
