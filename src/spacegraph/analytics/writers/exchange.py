"""A report's network as GraphML and GEXF, for Cytoscape, Gephi and other tools."""

from io import BytesIO
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import networkx as nx

from spacegraph.analytics.report import Report
from spacegraph.analytics.writers.numbers import exact, rounded

_NODE: Final = ("label_zh", "kind", "sector", "country", "province")
_EDGE: Final = {
    "layer": "string",
    "directed": "boolean",
    "event": "string",
    "claims": "string",
    "sources": "string",
    "addresses": "string",
}


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


def to_gexf(report: Report) -> str:
    """Write the network with an edge for each relation and the days on which it held.

    GEXF 1.2. A moment lasts over the days that its date can mean, a span from its first known day
    to its last; what is not known stays open, and Gephi shows it always. Directions, measures,
    claims and sources are as in GraphML, with the addresses of the sources.
    """
    root = Element("gexf", xmlns="http://www.gexf.net/1.2draft", version="1.2")
    meta = SubElement(root, "meta")
    SubElement(meta, "creator").text = report.command
    SubElement(
        meta, "description"
    ).text = f"{report.title}; {report.slice.words()}; state of the facts {report.generation}"
    graph = SubElement(root, "graph", mode="dynamic", defaultedgetype="directed", timeformat="date")
    fields = {
        **dict.fromkeys(_NODE, "string"),
        "community": "integer",
        **dict.fromkeys(report.scores, "double"),
    }
    _declare(graph, "node", fields)
    _declare(graph, "edge", _EDGE)
    nodes = SubElement(graph, "nodes")
    for row in report.organisations:
        node = SubElement(nodes, "node", id=row.iri, label=row.name)
        values = {
            **{name: getattr(row, name) for name in _NODE},
            "community": str(row.community),
            **{name: exact(value) for name, value in row.values.items()},
        }
        _fill(node, list(fields), values)
    edges = SubElement(graph, "edges")
    layers = {layer.name: layer for layer in report.layers}
    for number, edge in enumerate(report.edges):
        element = SubElement(
            edges,
            "edge",
            id=str(number),
            source=edge.source,
            target=edge.target,
            label=layers[edge.layer].title,
            weight=repr(edge.weight),
        )
        for name, day in (("start", edge.earliest), ("end", edge.latest)):
            if day:
                element.set(name, day)
        pages = [page for source in edge.sources for page in report.addresses[source]]
        values = {
            "layer": edge.layer,
            "directed": str(edge.directed).lower(),
            "event": edge.event,
            "claims": " ".join(edge.claims),
            "sources": " ".join(edge.sources),
            "addresses": " ".join(pages),
        }
        _fill(element, list(_EDGE), values)
    indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _declare(graph: Element, of: str, fields: dict[str, str]) -> None:
    """Name the attributes of nodes or edges, numbered in their order."""
    parent = SubElement(graph, "attributes", {"class": of, "mode": "static"})
    for number, (title, type_) in enumerate(fields.items()):
        SubElement(parent, "attribute", id=str(number), title=title, type=type_)


def _fill(element: Element, fields: list[str], values: dict[str, str]) -> None:
    """Write the values that exist."""
    parent = SubElement(element, "attvalues")
    for number, name in enumerate(fields):
        if values[name]:
            SubElement(parent, "attvalue", {"for": str(number), "value": values[name]})
