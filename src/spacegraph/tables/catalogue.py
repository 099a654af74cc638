"""Every fact table, in the order in which the files are read."""

from spacegraph.errors import NotFound
from spacegraph.tables.affiliations import AFFILIATIONS
from spacegraph.tables.contracts import CONTRACTS
from spacegraph.tables.cooperation import COOPERATION
from spacegraph.tables.doubtful import DOUBTFUL
from spacegraph.tables.exchange_rates import EXCHANGE_RATES
from spacegraph.tables.funding import FUNDING
from spacegraph.tables.launch_vehicles import LAUNCH_VEHICLES
from spacegraph.tables.launches import LAUNCHES
from spacegraph.tables.merges import MERGES
from spacegraph.tables.missions import MISSIONS, PROGRAMMES
from spacegraph.tables.organisations import ORGANISATIONS
from spacegraph.tables.places import PLACES
from spacegraph.tables.policies import POLICIES
from spacegraph.tables.sources import SOURCES
from spacegraph.tables.spacecraft import SPACECRAFT
from spacegraph.tables.table import Table

TABLES = (
    SOURCES,
    PLACES,
    ORGANISATIONS,
    PROGRAMMES,
    LAUNCH_VEHICLES,
    LAUNCHES,
    SPACECRAFT,
    MISSIONS,
    AFFILIATIONS,
    FUNDING,
    CONTRACTS,
    COOPERATION,
    POLICIES,
    EXCHANGE_RATES,
    DOUBTFUL,
    MERGES,
)


def table_named(name: str) -> Table:
    """Return the table of a file's stem."""
    for table in TABLES:
        if table.name == name:
            return table
    raise NotFound(
        f"no table is called {name!r}",
        hint=f"name the file after one of: {', '.join(table.name for table in TABLES)}",
    )
