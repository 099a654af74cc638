"""Judging a change alone comes to the verdict that pySHACL comes to over the whole graph.

Submissions of every sort are made from seeds: good ones, bad ones, and such as break old facts.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from pyoxigraph import NamedNode, Triple
from rdflib.namespace import SH

from spacegraph.gate.judging.validate import find_broken
from spacegraph.gate.knowledge.effect import Change, Effect, find_effect
from spacegraph.gate.reading.submission import Submission
from spacegraph.gate.shapes.shacl import Broken
from spacegraph.gate.shapes.shapes import Shapes
from spacegraph.gate.shapes.terms import from_rdflib, new_graph, to_rdflib
from spacegraph.graph.merge import merge
from spacegraph.model.claims import Claim
from spacegraph.model.findings import Severity
from spacegraph.namespaces import BASE
from spacegraph.store.embedded import EmbeddedStore

SEEDS = 24
"""Submissions of the usual run; the slow run makes 500 of them."""

Read = Callable[..., Submission]
Rebuild = Callable[[Sequence[Claim]], EmbeddedStore]

ORGANISATIONS = ("minospace", "landspace", "casic", "expace", "gomspace", "ndrc", "cas-space")
PLACES = ("china", "sichuan", "meishan", "chengdu", "beijing", "denmark", "inner-mongolia")
CONTRACTS = ("landspace-gomspace-2017", "minospace-sichuan-2025", "minospace-taijing-lijian-2025")
AFFILIATIONS = ("expace-subsidiary-of-casic", "expace-founded-by-casic")
DATES = ("2017", "2017-05", "2017-05-18", "2025-02-30", "1816", "2031-01-01", "soon")
AMOUNTS = ("804000000", "1.50", "-5", "0", '"many"', "8e8", "007")


def make(seed: int) -> str:
    """Return the Turtle of one submission, without prefixes and source; seeds differ in kind."""
    chance = random.Random(seed)
    makers = (
        _contract, _organisation, _affiliation, _funding, _place, _retold, _renamed, _dissolved,
        _moved, _rate, _retyped, _merged, _source,
    )  # fmt: skip
    first = makers[seed % len(makers)](chance, seed)
    second = chance.choice(makers)(chance, seed + 1000) if chance.random() < 0.3 else ""
    return f"{first}\n{second}"


def _one(chance: random.Random, kind: str, names: tuple[str, ...]) -> str:
    name = "nobody-knows" if chance.random() < 0.1 else chance.choice(names)
    return f"<{BASE}{kind}/{name}>"


def _date(chance: random.Random) -> str:
    text = chance.choice(DATES[:3]) if chance.random() < 0.7 else chance.choice(DATES)
    datatype = {4: "gYear", 7: "gYearMonth"}.get(len(text), "date")
    return f'"{text}"^^xsd:{datatype}'


def _name(chance: random.Random, text: str) -> str:
    return chance.choice([f'"{text}"@en', f'"{text}"@en', f'"{text}"@zh-Hans', f'" {text}"@en'])


def _contract(chance: random.Random, seed: int) -> str:
    parts = [
        "a sg:Contract",
        f"sg:buyer {_one(chance, 'organisation', ORGANISATIONS)}",
        f"sg:supplier {_one(chance, 'organisation', ORGANISATIONS)}",
        f"sg:place {_one(chance, 'place', PLACES)}",
        f"skos:prefLabel {_name(chance, f'Contract {seed}')}",
        f"sg:amount {chance.choice(AMOUNTS)}",
        f'sg:currency "{chance.choice(("CNY", "CNY", "USD", "yuan"))}"',
        f"sg:signedDate {_date(chance)}",
        f"sg:deliveryDate {_date(chance)}",
        f"sg:contractKind <{BASE}concept/contract-kind/{chance.choice(('launch-service', 'lunch'))}>",
    ]
    kept = [part for part in parts if chance.random() < 0.85]
    return f"contract:new-{seed} {' ; '.join(kept or parts)} ."


def _organisation(chance: random.Random, seed: int) -> str:
    kind = chance.choice(("CommercialFirm", "ResearchInstitute", "Organisation"))
    return (
        f"organisation:new-{seed} a sg:{kind} ; skos:prefLabel {_name(chance, f'Firm {seed}')} ; "
        f"schema:foundingDate {_date(chance)} ; schema:dissolutionDate {_date(chance)} ; "
        f"sg:headquarters {_one(chance, 'place', PLACES)} ; sg:country {_one(chance, 'place', PLACES)} ."
    )


def _affiliation(chance: random.Random, seed: int) -> str:
    relation = chance.choice(("subsidiary-of", "unit-of", "founded-by", "owned-by"))
    return (
        f"affiliation:new-{seed} a sg:Affiliation ; "
        f"sg:child {_one(chance, 'organisation', ORGANISATIONS)} ; "
        f"sg:parent {_one(chance, 'organisation', ORGANISATIONS)} ; "
        f"sg:relation <{BASE}concept/affiliation-relation/{relation}> ; "
        f"sg:share {chance.choice((0, 51, 100, 130))} ; schema:startDate {_date(chance)} ."
    )


def _funding(chance: random.Random, seed: int) -> str:
    return (
        f"funding:new-{seed} a sg:FundingRound ; "
        f"sg:recipient {_one(chance, 'organisation', ORGANISATIONS)} ; "
        f"sg:investor {_one(chance, 'organisation', ORGANISATIONS)} ; "
        f'sg:round "{chance.choice("ABC")}" ; dcterms:date {_date(chance)} ; '
        f'sg:amount {chance.choice(AMOUNTS)} ; sg:currency "CNY" .'
    )


def _place(chance: random.Random, seed: int) -> str:
    return (
        f"place:new-{seed} a sg:Place , sg:{chance.choice(('Country', 'City', 'Province'))} ; "
        f'skos:prefLabel "Place {seed}"@en ; sg:countryCode "{chance.choice(("CN", "FR", "F"))}" ; '
        f"geo:sfWithin {_one(chance, 'place', PLACES)} ; schema:latitude {chance.choice((30, 95))} ; "
        f"schema:longitude {chance.choice((100, 190))} ."
    )


def _retold(chance: random.Random, seed: int) -> str:
    deal = _one(chance, "contract", CONTRACTS)
    return chance.choice(
        (
            f'{deal} sg:amount {chance.choice(AMOUNTS)} ; sg:currency "CNY" .',
            f"{deal} sg:awardDate {_date(chance)} .",
            f"{deal} sg:supplier {_one(chance, 'organisation', ORGANISATIONS)} .",
        )
    )


def _renamed(chance: random.Random, seed: int) -> str:
    node = _one(chance, "organisation", ORGANISATIONS)
    return f'{node} skos:prefLabel {_name(chance, f"Other name {seed}")} , "Zweiter"@en .'


def _dissolved(chance: random.Random, seed: int) -> str:
    return f"{_one(chance, 'organisation', ORGANISATIONS)} schema:dissolutionDate {_date(chance)} ."


def _moved(chance: random.Random, seed: int) -> str:
    first, second = chance.sample(PLACES, 2)
    return f"place:{first} geo:sfWithin place:{second} ."


def _rate(chance: random.Random, seed: int) -> str:
    return (
        f"<{BASE}exchange-rate/cny-{chance.choice((2017, 2025))}> a sg:ExchangeRate ; "
        f'sg:currency "CNY" ; sg:year "{chance.choice((2017, 2025))}"^^xsd:gYear ; '
        f"sg:unitsPerUSD {chance.choice(('7.1', '0', '6.9'))} ."
    )


def _retyped(chance: random.Random, seed: int) -> str:
    node = _one(chance, "organisation", ORGANISATIONS)
    return f"{node} a sg:{chance.choice(('University', 'Place', 'MilitaryBody'))} ."


def _merged(chance: random.Random, seed: int) -> str:
    kept, gone = chance.sample(ORGANISATIONS, 2)
    return f"organisation:{kept} dcterms:replaces organisation:{gone} ."


def _source(chance: random.Random, seed: int) -> str:
    rating = chance.choice(("a", "d", "z"))
    return (
        f'<https://example.org/page/{seed}> a sg:Source ; dcterms:title "Page {seed}" ; '
        f"dcterms:issued {_date(chance)} ; sg:reliability <{BASE}concept/reliability/{rating}> ."
    )


def everything(store: EmbeddedStore) -> set[Triple]:
    return set(store.triples("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"))


def stated(store: EmbeddedStore) -> set[tuple[object, ...]]:
    return set(store.select("SELECT ?g ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } }").rows)


def quads(claims: Sequence[Claim]) -> set[tuple[object, ...]]:
    return {
        (claim.iri, t.subject, t.predicate, t.object) for claim in claims for t in claim.triples
    }


def odd(submission: Submission) -> bool:
    """Tell whether a sum is no number: with it the graph cannot be built at all."""
    return any(
        triple.predicate.value.endswith(("/amount", "/unitsPerUSD"))
        and triple.object.value in ("many", "0", "-5")
        for claim in submission.claims
        for triple in claim.triples
    )


Verdict = set[tuple[str, str, str, str, str]]


def whole(store: EmbeddedStore, shapes: Shapes, vocabulary: frozenset[NamedNode]) -> Verdict:
    """Let pySHACL by itself judge every node that is no term of the vocabulary.

    No submission can change the vocabulary.
    """
    graph = new_graph() + shapes.hierarchy
    for triple in everything(store):
        graph.add(tuple(map(to_rdflib, triple)))  # type: ignore[arg-type]
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes.graph, inference="none")
    assert isinstance(report, rdflib.Graph)
    top = report.objects(None, SH.result)
    found = {tuple(_part(report.value(each, part)) for part in PARTS) for each in top}
    terms = {node.value for node in vocabulary}
    return {each for each in found if each[0] not in terms}  # type: ignore[misc]


PARTS = (SH.focusNode, SH.sourceShape, SH.sourceConstraintComponent, SH.resultPath, SH.value)


def _part(node: rdflib.term.Node | None) -> str:
    """Write a part of a result as `keys` does: only values have more than an IRI."""
    if isinstance(node, rdflib.Literal):
        return str(from_rdflib(node))
    return str(node) if isinstance(node, rdflib.URIRef) else ""


def keys(broken: Sequence[Broken]) -> Verdict:
    return {
        (each.focus.value, each.shape, each.component, each.path, _said(each)) for each in broken
    }


def _said(broken: Broken) -> str:
    value = broken.value
    return value.value if isinstance(value, NamedNode) else "" if value is None else str(value)


@dataclass(frozen=True)
class Bench:
    """The small graph, its verdict, and what is needed to judge changes of it in two ways."""

    claims: tuple[Claim, ...]
    store: EmbeddedStore
    shapes: Shapes
    rebuild: Rebuild
    vocabulary: frozenset[NamedNode]
    before: Verdict

    def compare(self, submission: Submission) -> None:
        """Judge a submission by its effect and by building the graph anew with it."""
        effect = find_effect(self.store, Change(submission.claims), self.shapes.schema)
        if odd(submission):
            after = patched(self.store, effect)
        else:
            after = self.rebuild(merge((*self.claims, *submission.claims)))
            gone, new = quads(effect.leaving), quads(effect.entering)
            assert (everything(self.store) - effect.lost) | effect.gained == everything(after)
            assert (stated(self.store) - gone) | new == stated(after)
        found = keys(find_broken(self.store, effect, self.shapes))
        assert found == whole(after, self.shapes, self.vocabulary) - self.before


@pytest.fixture(scope="module")
def bench(
    claims: tuple[Claim, ...], store: EmbeddedStore, shapes: Shapes, rebuild: Rebuild
) -> Bench:
    subjects = (triple.subject for triple in shapes.schema.triples)
    vocabulary = frozenset(node for node in subjects if isinstance(node, NamedNode))
    before = whole(store, shapes, vocabulary)
    return Bench(claims, store, shapes, rebuild, vocabulary, before)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_change_alone_tells_as_much_as_the_whole_graph(
    seed: int, read: Read, bench: Bench
) -> None:
    bench.compare(read(make(seed)))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SEEDS, 500))
def test_five_hundred_changes_tell_as_much_as_the_whole_graph(
    seed: int, read: Read, bench: Bench
) -> None:
    bench.compare(read(make(seed)))


def test_submissions_of_every_sort_are_made(read: Read, bench: Bench) -> None:
    sorts = set()
    for seed in range(26):
        effect = find_effect(bench.store, Change(read(make(seed)).claims), bench.shapes.schema)
        found = find_broken(bench.store, effect, bench.shapes)
        wrong = {each.focus.value for each in found if each.severity is Severity.ERROR}
        new = {iri for iri in wrong if "/new-" in iri}
        sorts |= {"good"} if not wrong else {"bad"} if wrong <= new else {"breaks an old fact"}
    assert sorts == {"good", "bad", "breaks an old fact"}


def patched(store: EmbeddedStore, effect: Effect) -> EmbeddedStore:
    """Apply the effect: a graph with a sum that is no number cannot be built."""
    graph = ox.Store()
    graph.extend(
        ox.Quad(t.subject, t.predicate, t.object)
        for t in (everything(store) - effect.lost) | effect.gained
    )
    return EmbeddedStore(graph, generation="patched")
