"""Sentences on one organisation or one province, made from the figures of its profile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from spacegraph.analytics.profile import Profile
from spacegraph.analytics.province import Province
from spacegraph.analytics.rows import Edge
from spacegraph.analytics.summary import count_of, share_of

TOP = 3


def profile_sentences(profile: Profile) -> tuple[str, ...]:
    """Say who an organisation deals with, who owns it, what it pays and where it stands."""
    return tuple(
        sentence for part in (_dealings, _owners, _money, _standing) for sentence in part(profile)
    )


def province_sentences(province: Province) -> tuple[str, ...]:
    """Say who sits in a province, whom they deal with, what it hosts, buys and funds."""
    return tuple(
        sentence for part in (_seated, _reach, _spending, _hosting) for sentence in part(province)
    )


def _dealings(profile: Profile) -> Iterator[str]:
    events = len({edge.event for edge in profile.timeline})
    days = [edge.earliest for edge in profile.timeline if edge.earliest]
    since = f", the first known of {days[0]}" if days else ""
    yield (
        f"{profile.name} deals with {count_of(len(profile.partners), 'organisation')} in "
        f"{count_of(events, 'event')}{since}."
    )
    often = [partner for partner in profile.partners if partner.relations > 1][:TOP]
    if often:
        listed = "; ".join(f"{partner.name} ({partner.relations})" for partner in often)
        yield f"Most often: {listed}."


def _owners(profile: Profile) -> Iterator[str]:
    names = {partner.iri: partner.name for partner in profile.partners}
    held = [edge for edge in profile.ownership if edge.layer == "affiliation"]
    above = sorted({names[edge.source] for edge in held if edge.target == profile.iri})
    below = sorted({names[edge.target] for edge in held if edge.source == profile.iri})
    if above:
        yield f"It is controlled or partly held by {listing(above)}."
    if below:
        yield f"It controls or partly holds {listing(below)}."


def _money(profile: Profile) -> Iterator[str]:
    for start, verb in ((True, "pays or invests"), (False, "receives")):
        edges = [e for e in profile.money if (e.source == profile.iri) == start]
        if edges:
            yield f"It {verb} {disclosed(edges)}."


def _standing(profile: Profile) -> Iterator[str]:
    if rank := profile.ranks["betweenness"]:
        yield (
            f"Among {count_of(profile.size, 'organisation')} it ranks {rank} in betweenness and "
            f"{profile.ranks['degree']} in partners."
        )
    if profile.open is not None:
        yield (
            f"Of the pairs of its partners {100 * profile.open:.0f} % do not deal with each "
            "other, as far as is known."
        )


def _seated(province: Province) -> Iterator[str]:
    if not province.bodies:
        yield f"No organisation is known to have its seat in {province.name}."
        return
    sectors = Counter(body.sector for body in province.bodies)
    parts = [f"{number} {sector}" for sector, number in sectors.most_common()]
    tied = sum(body.rank is not None for body in province.bodies)
    yield (
        f"{count_of(len(province.bodies), 'organisation')} "
        f"{'has its' if len(province.bodies) == 1 else 'have their'} seat in {province.name} "
        f"({', '.join(parts)}); {tied} of them have a known relation."
    )


def _reach(province: Province) -> Iterator[str]:
    outside = sum(province.elsewhere.values())
    if not province.within + outside:
        return
    share = share_of(province.within, province.within + outside)
    named = [(name, number) for name, number in province.elsewhere.items() if name][:TOP]
    most = "; ".join(f"{name} ({number})" for name, number in named)
    yield (
        f"{count_of(province.within, 'tie')} of {province.within + outside} ({share}) "
        f"{'stays' if province.within == 1 else 'stay'} within the province"
        + (f"; of those that leave it most lead to {most}." if most else ".")
    )


def _spending(province: Province) -> Iterator[str]:
    for layer, verb in (("contract", "order"), ("funding", "invest")):
        if edges := province.out(layer):
            yield f"Its organisations {verb} {disclosed(edges)}."


def _hosting(province: Province) -> Iterator[str]:
    if province.sites:
        yield f"It hosts {listing([site.name for site in province.sites])}."
    if launches := province.launches:
        busiest = max(province.sites, key=lambda site: (sum(site.launches.values()), site.iri))
        year = max(launches)
        yield (
            f"{count_of(sum(launches.values()), 'orbital launch', 'orbital launches')} left from "
            f"its sites since {min(launches)}, {launches[year]} of them in {year}; most from "
            f"{busiest.name}."
        )
    if province.policies:
        yield (
            f"{count_of(len(province.policies), 'policy', 'policies')} for the province or a part "
            f"of it {'is' if len(province.policies) == 1 else 'are'} known."
        )


def disclosed(edges: Iterable[Edge]) -> str:
    """Say how many events some relations are, and how many dollars of them are known."""
    found = list(edges)
    events = {edge.event for edge in found}
    stated = {edge.event for edge in found if edge.value is not None}
    dollars = sum(edge.value or 0.0 for edge in found)
    if not stated:
        return f"in {count_of(len(events), 'event')}, none with a disclosed amount"
    silent = len(events) - len(stated)
    rest = f"; {silent} disclose no amount" if silent else ""
    return f"{dollars:,.0f} US dollars in {count_of(len(stated), 'disclosed event')}{rest}"


def listing(names: Iterable[str], most: int = 6) -> str:
    """Join names to a list, those beyond `most` as a number."""
    found = list(names)
    shown, more = found[:most], len(found) - most
    if more > 0:
        return f"{', '.join(shown)} and {more} more"
    return " and ".join([*([", ".join(shown[:-1])] if shown[:-1] else []), shown[-1]])
