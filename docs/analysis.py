# %% [markdown]
# # Who connects China's space sector?
#
# Every number here can be traced: an edge of the network names the claims that state it, a claim
# its sources, a source its page. `make docs` makes this notebook from `docs/analysis.py` and runs
# it.

# %%
import networkx as nx

import spacegraph
from spacegraph.analytics.projection import undirected

g = spacegraph.open()

# %% [markdown]
# ## A network as networkx
#
# A layer is a file in `queries/relations`; a slice says which part of it to draw, and what it
# left out.

# %%
network = g.network(["contract", "funding"], since="2018", until="2024")
print(network)
print(network.graph["slice"].words())
print(network.graph["left_out"])

# %% [markdown]
# Each edge is an event with its claims and sources.

# %%
one, other, data = max(network.edges(data=True), key=lambda edge: edge[2]["value"] or 0)
print(network.nodes[one]["name"], "→", network.nodes[other]["name"])
print(f"{data['value']:,.0f} US dollars, {data['earliest']}")
for source in data["sources"]:
    print(*network.graph["addresses"][source])

# %% [markdown]
# ## Any measure of networkx
#
# The projections of `spacegraph.analytics.projection` say what they merged.

# %%
ties = undirected(network)
print(ties.graph["projection"])
scores = nx.betweenness_centrality(ties)
for node in sorted(scores, key=lambda node: (-scores[node], node))[:5]:
    print(f"{scores[node]:.4f}  {ties.nodes[node]['name']}")

# %% [markdown]
# ## A report
#
# The same as `spacegraph report` writes: its figures are fields of `document`, its page shows
# itself. A rank comes with its 95 % interval over networks redrawn from halves of the sources.

# %%
report = g.report(["contract"], since="2021", until="2024")
for row in report.document.organisations[:5]:
    firm = row.firmness["betweenness"]
    print(f"{firm.rank:3} ({firm.low}–{firm.high})  {row.name}")
report

# %% [markdown]
# ## Change
#
# Who rose between the ends of two years, and by which relations.

# %%
change = g.compare(2019, 2025, ["contract", "cooperation"], measure="degree").document
for mover in change.risers(5):
    events = sorted({edge.event.rsplit("/", 1)[-1] for edge in mover.gained})
    print(f"{mover.rank_before} → {mover.rank_after}  {mover.name}: {', '.join(events[:3])}")

# %% [markdown]
# ## One province

# %%
hainan = g.province("hainan").document
for body in hainan.bodies[:5]:
    print(body.name, body.label_zh, f"({body.sector})")
print(hainan.launches)
