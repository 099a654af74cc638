"""Pairs of things that may be one, as rows: what curators left open and what only resembles."""

from collections.abc import Iterable, Iterator

from spacegraph.gcat.context import Context
from spacegraph.gcat.entry import Cells
from spacegraph.gcat.identity import Namer
from spacegraph.model.columns import split_cell


def doubt_rows(context: Context, namers: Iterable[Namer]) -> Iterator[Cells]:
    """Yield a row for each pair, unless a curated row lists the two already."""
    address = context.provenance.address("orgs", context.catalogue.files["orgs.tsv"].updated)
    listed = {
        frozenset({row.get("thing"), row.get("possibly_same_as")})
        for row in context.known["doubtful"].curated
    }
    pairs: dict[tuple[str, str], str] = {}
    for namer in namers:
        for code, decided in context.decisions.doubtful(namer.kind).items():
            if code in namer.given:
                for other in split_cell(decided.id):
                    pairs[_path(namer, code), f"{namer.kind}/{other}"] = decided.why
        for code, others in sorted(namer.resembling.items()):
            for other in split_cell(others):
                pairs[_path(namer, code), f"{namer.kind}/{other}"] = "similar names, not merged"
    for (thing, other), why in sorted(pairs.items()):
        if thing != other and frozenset({thing, other}) not in listed:
            yield {"thing": thing, "possibly_same_as": other, "source_url": address, "note": why}


def _path(namer: Namer, code: str) -> str:
    return f"{namer.kind}/{namer.given[code].id}"
