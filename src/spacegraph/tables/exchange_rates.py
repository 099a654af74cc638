"""exchange_rates.csv: yearly average rates to the US dollar."""

from spacegraph.model.columns import Column, number, year
from spacegraph.namespaces import SG
from spacegraph.tables.money import currency
from spacegraph.tables.table import Table

EXCHANGE_RATES = Table(
    name="exchange_rates",
    kind="exchange-rate",
    types=(SG.ExchangeRate,),
    about="A row gives the units of a currency that one US dollar bought, averaged over a year.",
    columns=(
        Column("currency", SG.currency, currency, required=True),
        Column("year", SG.year, year, required=True),
        Column("units_per_usd", SG.unitsPerUSD, number(0.000001, 1e9), required=True),
    ),
)
