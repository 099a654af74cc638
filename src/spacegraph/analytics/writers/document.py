"""A report as one JSON document."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from spacegraph.analytics.mixing import Mixing
from spacegraph.analytics.report import Report
from spacegraph.analytics.rows import Organisation
from spacegraph.analytics.summary import limits, summary
from spacegraph.analytics.writers.numbers import rounded


def to_json(report: Report) -> str:
    """Write everything the report holds, keys in a fixed order, numbers to ten decimals."""
    document = {
        "title": report.title,
        "summary": summary(report),
        "command": report.command,
        "generation": report.generation,
        "slice": asdict(report.slice),
        "left_out": report.left_out,
        "layers": [
            {
                "name": layer.name,
                "title": layer.title,
                "summary": layer.summary,
                "directed": layer.directed,
                "weight": layer.weight,
            }
            for layer in report.layers
        ],
        "methods": [
            {
                "name": scores.name,
                "title": scores.title,
                "method": scores.method,
                "reference": scores.reference,
            }
            for scores in report.scores.values()
        ],
        "limits": limits(report),
        "cohesion": _numbers(asdict(report.cohesion)),
        "communities": _numbers(asdict(report.communities)),
        "mixing": {"sector": _mixing(report.mixing), "province": _mixing(report.provinces)},
        "degree_assortativity": rounded(report.assortativity),
        "brokers": report.brokers,
        "concentration": {
            layer: [_numbers(asdict(one)) for one in found]
            for layer, found in report.concentrations.items()
        },
        "unlinked_pairs": [_numbers(asdict(pair)) for pair in report.pairs],
        "resampling": {"replicates": report.replicates, "seed": report.seed},
        "organisations": [_organisation(row) for row in report.organisations],
        "edges": [asdict(edge) for edge in report.edges],
        "sources": {
            source: {"title": report.titles.get(source, ""), "addresses": addresses}
            for source, addresses in report.addresses.items()
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _organisation(row: Organisation) -> dict[str, Any]:
    return {
        "organisation": row.iri,
        "label": row.label,
        "label_zh": row.label_zh,
        "kind": row.kind,
        "sector": row.sector,
        "country": row.country,
        "province": row.province,
        "community": row.community,
        "measures": _numbers(row.values),
        "ranks": row.ranks,
        "firmness": {name: asdict(firm) for name, firm in row.firmness.items()},
    }


def _mixing(found: Mixing) -> dict[str, Any]:
    return _numbers(asdict(found))


def _numbers(values: Mapping[str, Any]) -> dict[str, Any]:
    """Round the numbers among some values."""
    return {
        name: rounded(value) if isinstance(value, float) else value
        for name, value in values.items()
    }
