"""Sentences made from the figures of a report: what it found, and what it cannot tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from spacegraph.analytics.paths import SAMPLE, SAMPLE_ABOVE
from spacegraph.analytics.report import MANY, Report
from spacegraph.analytics.rows import Organisation

TOP = 3
CROWD = 10
"""Pairs among five parties."""


def summary(report: Report) -> tuple[str, ...]:
    """Say what the report found, the most important first."""
    if not report.edges:
        return (_nothing(report),)
    return tuple(
        sentence
        for part in (_size, _partners, _between, _sectors, _groups, _dependence, _buyers)
        for sentence in part(report)
        if sentence
    )


def limits(report: Report) -> tuple[str, ...]:
    """Say what the figures cannot tell."""
    found = [
        "The network holds what sources state and this graph records; who is not written about "
        "is not in it. Missing ties, above all in internal orders of the state sector, lower "
        "every measure of those concerned.",
        "A tie of one layer counts as much as a tie of another, and an old one as much as a new "
        "one; choose layers and days to ask a narrower question.",
        "A rank is a comparison within this network. An interval tells how far the rank depends "
        "on which sources were found, not whether the sources are right, and knows nothing of "
        "organisations that no source names.",
    ]
    if report.edges:
        total = len(report.edges)
        single = sum(len(edge.sources) < 2 for edge in report.edges)
        undated = sum(not edge.earliest for edge in report.edges)
        found.append(
            f"{single} of {total} relations ({share_of(single, total)}) rest on a single source; "
            f"{undated} ({share_of(undated, total)}) have no known first day."
        )
        found += _crowds(report)
        if len(report.organisations) > SAMPLE_ABOVE:
            found.append(
                f"Betweenness is estimated from the shortest paths of {SAMPLE} of "
                f"{len(report.organisations)} organisations, and small differences in it mean "
                "nothing."
            )
        if report.replicates and len(report.organisations) > MANY:
            found.append(
                f"Ranks in betweenness carry no interval above {MANY} organisations: to redraw "
                "such a network often enough would take minutes."
            )
        for name, scores in report.scores.items():
            missing = Counter(scores.undefined.values())
            found += [
                f"{scores.title} ({name}) is undefined for {count_of(count, report.noun)}: "
                f"{reason}."
                for reason, count in sorted(missing.items())
            ]
    if report.left_out:
        found.append(f"Left out by the slice: {'; '.join(report.left_out)}.")
    return tuple(found)


def _crowds(report: Report) -> Iterator[str]:
    """Count the pairs that come from events of many parties."""
    events = Counter((edge.layer, edge.event) for edge in report.edges if not edge.directed)
    crowds = [pairs for pairs in events.values() if pairs >= CROWD]
    if crowds:
        yield (
            f"{sum(crowds)} relations ({share_of(sum(crowds), len(report.edges))}) are the pairs "
            f"of {count_of(len(crowds), 'event')} with five parties or more; such an event raises "
            "all its parties at once."
        )


def _nothing(report: Report) -> str:
    names = ", ".join(layer.name for layer in report.layers)
    why = f" ({'; '.join(report.left_out)})" if report.left_out else ""
    return (
        f"No relation of the layers {names} is in this slice: {report.slice.words()}{why}. "
        "There is nothing to measure; widen the days, types or provinces, or add layers."
    )


def _size(report: Report) -> Iterator[str]:
    whole = report.cohesion
    names = ", ".join(layer.name for layer in report.layers)
    sources = len({source for edge in report.edges for source in edge.sources})
    yield (
        f"{count_of(whole.nodes, report.noun)} are joined by "
        f"{count_of(len(report.edges), 'relation')} ({count_of(whole.ties, 'distinct pair')}) of "
        f"the layers {names}, which rest on {count_of(sources, 'source')}; "
        f"slice: {report.slice.words()}."
    )
    if whole.components > 1:
        yield (
            f"The network falls into {whole.components} components; the largest holds "
            f"{count_of(whole.core, report.noun)} ({share_of(whole.core, whole.nodes)})."
        )
    if whole.articulations:
        cuts = count_of(len(whole.articulations), report.noun)
        yield (
            f"Without any one of {cuts} some part would be cut off, and {len(whole.bridges)} of "
            f"{whole.ties} ties are the only one between the parts that they join."
        )


def _partners(report: Report) -> Iterator[str]:
    leaders = _leaders(report, "degree")
    if leaders:
        yield (
            "Most partners: "
            + "; ".join(
                f"{row.name} ({row.values['degree']:.0f}{_interval(row, 'degree')})"
                for row in leaders
            )
            + "."
        )


def _between(report: Report) -> Iterator[str]:
    leaders = [row for row in _leaders(report, "betweenness") if row.values["betweenness"]]
    if leaders:
        yield (
            "Most shortest paths between others run through "
            + "; ".join(
                f"{row.name} ({100 * (row.values['betweenness'] or 0):.1f} %"
                f"{_interval(row, 'betweenness')})"
                for row in leaders
            )
            + "."
        )


def _sectors(report: Report) -> Iterator[str]:
    found = report.mixing
    if found.ei is None:
        return
    across = sum(map(sum, found.counts)) - sum(found.counts[i][i] for i in range(len(found.groups)))
    chance = (
        ""
        if found.assortativity is None
        else f"; assortativity {found.assortativity:+.2f}, where 0 is chance"
    )
    yield (
        f"{share_of(across // 2, report.cohesion.ties)} of the ties cross sectors (E-I index "
        f"{found.ei:+.2f}{chance})."
    )
    if {"state", "commercial"} <= set(found.groups):
        state, firms = found.groups.index("state"), found.groups.index("commercial")
        joined = found.counts[state][firms]
        yield (
            f"{joined} ties join state bodies and commercial firms, against "
            f"{found.counts[state][state]} among state bodies and {found.counts[firms][firms]} "
            "among firms."
        )
        brokers = [
            row
            for row in sorted(
                report.organisations, key=lambda row: (-(row.values["brokerage"] or 0), row.iri)
            )
            if row.values["brokerage"]
        ][:TOP]
        if brokers:
            yield (
                "Most brokered paths between sectors: "
                + "; ".join(f"{row.name} ({row.values['brokerage']:.0f})" for row in brokers)
                + "."
            )


def _groups(report: Report) -> Iterator[str]:
    found = report.communities
    if found.modularity is None or len(found.members) < 2:
        return
    sure = (
        ""
        if found.stability is None
        else f", on which {len(found.seeds)} runs agree to "
        f"{found.stability:.2f} (adjusted Rand index)"
    )
    yield (
        f"The network divides into {len(found.members)} communities with modularity "
        f"{found.modularity:.2f}{sure}; the largest has {len(found.members[0])} members around "
        f"{_hub(report, 1)}."
    )


def _dependence(report: Report) -> Iterator[str]:
    """Name the farthest move of a leading rank when one source is left out."""
    moves = [
        (abs(firm.without - firm.rank), row, name, firm)
        for name in report.resampled
        for row in report.organisations
        if (firm := row.firmness.get(name)) and firm.source and firm.rank <= 10
    ]
    if moves:
        _, row, name, firm = max(moves, key=lambda move: (move[0], move[1].iri, move[2]))
        yield (
            f"Among the first ten, the rank that rests most on one source is that of {row.name} in "
            f"{report.scores[name].title}: {firm.rank}, and {firm.without} without "
            f"“{report.titles.get(firm.source, firm.source.rsplit('/', 1)[-1])}”."
        )


def _buyers(report: Report) -> Iterator[str]:
    found = report.concentrations.get("contract", ())
    several = [one for one in found if one.partners > 1]
    if several:
        most = max(several, key=lambda one: (one.hhi, one.node))
        yield (
            f"Of the {len(found)} buyers with three contracts or more, "
            f"{report.names[most.node]} depends most on one of several suppliers: "
            f"{100 * most.share:.0f} % on {report.names[most.largest]} (HHI {most.hhi:.2f})."
        )


def _leaders(report: Report, name: str) -> list[Organisation]:
    ranked = [row for row in report.organisations if row.ranks[name] is not None]
    return sorted(ranked, key=lambda row: (row.ranks[name] or 0, row.iri))[:TOP]


def _interval(row: Organisation, name: str) -> str:
    firm = row.firmness.get(name)
    return f", rank {firm.rank}, 95 % interval {firm.low}–{firm.high}" if firm else ""


def _hub(report: Report, community: int) -> str:
    members = [row for row in report.organisations if row.community == community]
    return min(members, key=lambda row: (-(row.values["degree"] or 0), row.iri)).name


def count_of(number: int, noun: str, nouns: str = "") -> str:
    """Write a number with its noun, which takes an s unless its plural is given."""
    return f"{number} {noun if number == 1 else nouns or f'{noun}s'}"


def share_of(part: int, whole: int) -> str:
    """Write a part of a whole in per cent."""
    return f"{100 * part / whole:.0f} %" if whole else "0 %"
