"""The graphs that analytics speaks of: nodes are IRIs, so text."""

from typing import TYPE_CHECKING

import networkx as nx

# networkx has type arguments in its stubs only.
if TYPE_CHECKING:
    Graph = nx.Graph[str]
    Directed = nx.DiGraph[str]
    Network = nx.MultiDiGraph[str]
else:
    Graph, Directed, Network = nx.Graph, nx.DiGraph, nx.MultiDiGraph

__all__ = ["Directed", "Graph", "Network"]
