"""Every relation finds the ties that what is held true has, whichever claims state their ends."""

from collections.abc import Callable, Iterator
from itertools import product

import pyoxigraph as ox
import pytest

from spacegraph.namespaces import RDF, SCHEMA, SG
from spacegraph.resources import folder
from spacegraph.store.base import Store, Term

Ends = tuple[tuple[ox.NamedNode, ...], tuple[ox.NamedNode, ...]]

ENDS: dict[str, Ends] = {
    "cooperation": ((SG.party,), (SG.party,)),
    "mission-partnership": ((SG.operator, SG.partner), (SG.operator, SG.partner)),
    "owner-manufacturer": ((SG.operator, SG.owner), (SCHEMA.manufacturer,)),
    "contract": ((SG.buyer,), (SG.supplier,)),
    "service": ((SG.supplier,), (SG.beneficiary,)),
    "funding": ((SG.investor,), (SG.recipient,)),
}
UNDIRECTED = ("cooperation", "mission-partnership")
KINDS: dict[str, tuple[ox.NamedNode, ...]] = {
    "cooperation": (SG.Cooperation,),
    "mission-partnership": (SG.Mission,),
    "owner-manufacturer": (SG.Mission, SG.Spacecraft),
    "contract": (SG.Contract,),
    "service": (SG.Contract,),
    "funding": (SG.FundingRound,),
}
LEFT_OUT = ("cancelled", "never-executed")

Find = Callable[[Term, ox.NamedNode], set[str]]


@pytest.fixture(scope="module")
def find(shipped: Store) -> Find:
    """Look values up in a plain dictionary of what is held true."""
    held: dict[tuple[str, str], set[str]] = {}
    for triple in shipped.triples("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(ISIRI(?o)) }"):
        key = str(triple.subject), str(triple.predicate)
        held.setdefault(key, set()).add(str(triple.object))
    return lambda thing, property: held.get((str(thing), str(property)), set())


def expected(shipped: Store, find: Find, relation: str) -> Iterator[tuple[str, str, str]]:
    sources, targets = ENDS[relation]
    for kind in KINDS[relation]:
        for (event,) in shipped.select(f"SELECT ?event {{ ?event <{RDF.type.value}> {kind} }}"):
            assert event is not None
            if any(status.rstrip(">").endswith(LEFT_OUT) for status in find(event, SG.status)):
                continue
            ends = (
                {value for property in properties for value in find(event, property)}
                for properties in (sources, targets)
            )
            for source, target in product(*ends):
                ordered = source[:-1] < target[:-1] if relation in UNDIRECTED else source != target
                if ordered:
                    yield source, target, str(event)


@pytest.mark.parametrize("relation", ENDS)
def test_a_relation_has_every_pair_of_ends(shipped: Store, find: Find, relation: str) -> None:
    rows = shipped.select((folder("queries") / "relations" / f"{relation}.rq").read_text())
    at = [rows.variables.index(name) for name in ("source", "target", "event")]
    found = {tuple(str(row[index]) for index in at) for row in rows}
    assert found == set(expected(shipped, find, relation))
    assert len(found) > 10


@pytest.mark.parametrize("relation", ENDS)
def test_each_claim_of_a_tie_states_one_of_its_ends(shipped: Store, relation: str) -> None:
    rows = shipped.select((folder("queries") / "relations" / f"{relation}.rq").read_text())
    event, claim = rows.variables.index("event"), rows.variables.index("claim")
    sources, targets = ENDS[relation]
    properties = " ".join(str(each) for each in {*sources, *targets, SG.leadInvestor})
    stated = shipped.select(
        f"SELECT DISTINCT ?event ?claim {{ VALUES ?p {{ {properties} }} GRAPH ?claim {{ ?event ?p ?o }} }}"
    )
    assert {(row[event], row[claim]) for row in rows} <= set(stated.rows)
