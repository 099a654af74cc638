"""A report's network as GraphML, for Gephi, Cytoscape and other tools."""

from io import BytesIO

import networkx as nx

from spacegraph.analytics.report import Report
from spacegraph.analytics.writers.numbers import rounded


def to_graphml(report: Report) -> str:
    """Write the network with an edge for each relation, and every measure on its node.

    GraphML marks a whole graph as directed or not, so relations without direction carry
    `directed` false. Undefined measures are left out; claims and sources are parted by spaces.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        title=report.title, generation=report.generation, slice=report.slice.words()
    )
    for row in report.organisations:
        measures = {name: rounded(value) for name, value in row.values.items()}
        graph.add_node(
            row.iri,
            label=row.name,
            label_zh=row.label_zh,
            kind=row.kind,
            sector=row.sector,
            country=row.country,
            province=row.province,
            community=row.community,
            **{name: float(value) for name, value in measures.items() if value is not None},
        )
    for edge in report.edges:
        graph.add_edge(
            edge.source,
            edge.target,
            key=f"{edge.layer} {edge.event}",
            layer=edge.layer,
            directed=edge.directed,
            weight=edge.weight,
            earliest=edge.earliest,
            latest=edge.latest,
            event=edge.event,
            claims=" ".join(edge.claims),
            sources=" ".join(edge.sources),
        )
    text = BytesIO()
    nx.write_graphml_xml(graph, text, encoding="utf-8", named_key_ids=True)
    return text.getvalue().decode("utf-8") + "\n"
