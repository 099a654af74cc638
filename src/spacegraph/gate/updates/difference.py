"""Read a difference of the dataset as claims that come and claims that go.

Only the graphs of claims can be written. A graph that is new is a new claim; one that is emptied
is a claim taken back; one that is changed is superseded by a new claim, which keeps what is said
of the old one (its sources, confidence and note) where nothing else is said. Such sayings may
stand in the graph itself or in the default graph; all else in the default graph is derived.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple

from spacegraph.gate.formats.bounds import Bounds
from spacegraph.gate.knowledge.known import Known
from spacegraph.gate.knowledge.stated import whole_claims
from spacegraph.gate.reading.documents import TABLE, read_document
from spacegraph.gate.reading.grouping import DOCUMENT
from spacegraph.gate.reading.hygiene import find_faults
from spacegraph.gate.reading.submission import Locator, Submission
from spacegraph.gate.updates.derived import WRITE_A_CLAIM, refuse, refuse_deletes, refuse_inserts
from spacegraph.gate.vocabulary.kinds import is_thing, split
from spacegraph.graph.ledger import Revision
from spacegraph.model.claims import Claim
from spacegraph.model.findings import Finding
from spacegraph.model.identifiers import fingerprint
from spacegraph.namespaces import DCTERMS, PROV, RDF, SCHEMA, SG, SKOS, thing
from spacegraph.store.base import Difference

SAID: Final = frozenset({PROV.wasDerivedFrom, SG.confidence, SKOS.editorialNote})
"""What whoever writes a claim may say of it."""

_KEPT: Final = frozenset({RDF.type, DCTERMS.created, SG.table, SCHEMA.about})
"""What the gate notes of a claim itself."""

_RESERVED: Final = ("retraction-", "submission-", "sources-")
"""How the names of records begin that the archive gives."""


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A difference as claims: those to be judged, those that leave, and which replaces which."""

    submission: Submission
    gone: tuple[NamedNode, ...] = ()
    revisions: tuple[Revision, ...] = ()


@dataclass(slots=True)
class _Draft:
    """What a graph gains and loses, and what changes in what is said of it."""

    come: set[Triple] = field(default_factory=set)
    gone: set[Triple] = field(default_factory=set)
    said: set[Triple] = field(default_factory=set)
    unsaid: set[Triple] = field(default_factory=set)


def is_name(graph: NamedNode) -> bool:
    """Tell whether somebody may give a new claim this name."""
    kind, local = split(graph)
    return kind == "claim" and is_thing(graph) and not local.startswith(_RESERVED)


def rewrite(
    difference: Difference, known: Known, locator: Locator, today: date, bounds: Bounds
) -> Rewriting:
    """Read a difference; whatever is wrong with it becomes a finding, nothing is raised.

    `locator` knows the places in the text that was sent, or its name alone.
    """
    return _Writer(known, locator, today, bounds).rewrite(difference)


class _Writer:
    """Collects the claims and the findings of one difference."""

    def __init__(self, known: Known, locator: Locator, today: date, bounds: Bounds) -> None:
        self._known = known
        self._locator = locator
        self._today = today
        self._bounds = bounds
        self._findings: list[Finding] = []
        self._claims: dict[NamedNode, Claim] = {}
        self._revisions: list[Revision] = []
        self._described: list[Quad] = []

    def rewrite(self, difference: Difference) -> Rewriting:
        graphs = _graphs(difference)
        held = {claim.iri: claim for claim in whole_claims(self._known.store, graphs)}
        drafts = self._sort(difference, graphs)
        gone: list[NamedNode] = []
        for graph, draft in sorted(drafts.items(), key=lambda pair: pair[0].value):
            old = held.get(graph)
            if old is None:
                self._enter(graph, draft)
            elif _empties(old, draft) or self._revise(old, draft):
                gone.append(graph)
        submission = Submission(
            self._locator.name,
            None,
            b"",
            tuple(sorted(self._claims.values(), key=lambda claim: claim.table != "sources")),
            tuple(self._findings),
            self._locator,
        )
        return Rewriting(submission, tuple(gone), tuple(self._revisions))

    def _sort(
        self, difference: Difference, graphs: frozenset[NamedNode]
    ) -> Mapping[NamedNode, _Draft]:
        """Share the quads out among the graphs; what belongs to none becomes a finding."""
        drafts: dict[NamedNode, _Draft] = {}
        cited = _cited(difference.added, graphs)
        stray: dict[bool, list[Quad]] = {True: [], False: []}
        for coming, quads in ((True, difference.added), (False, difference.removed)):
            for quad in quads:
                if coming and quad.subject in cited:
                    self._described.append(quad)
                elif graph := _spoken_of(quad, graphs):
                    draft = drafts.setdefault(graph, _Draft())
                    said = Triple(DOCUMENT, quad.predicate, quad.object)
                    (draft.said if coming else draft.unsaid).add(said)
                elif isinstance(quad.graph_name, NamedNode):
                    draft = drafts.setdefault(quad.graph_name, _Draft())
                    (draft.come if coming else draft.gone).add(quad.triple)
                else:
                    stray[coming].append(quad)
        locator, most = self._locator, self._bounds.findings
        self._findings += refuse_inserts(stray[True], locator, most)
        self._findings += refuse_deletes(stray[False], self._known, locator, most)
        return drafts

    def _enter(self, graph: NamedNode, draft: _Draft) -> None:
        """Make a claim of a new graph, under its name where that can be a claim's."""
        if not draft.come:
            said = min(draft.said, key=str)
            triple = Triple(graph, said.predicate, said.object)
            self._findings.append(refuse(triple, "no facts", self._locator, WRITE_A_CLAIM))
            return
        made = self._read(draft.come, draft.said)
        if len(made) == 1 and is_name(graph):
            made = [replace(made[0], iri=graph)]
        self._claims |= {claim.iri: claim for claim in made}

    def _revise(self, old: Claim, draft: _Draft) -> bool:
        """Make the claim that takes the place of an old one; tell whether there is one."""
        if kept := [t for t in (*draft.said, *draft.unsaid) if t.predicate in _KEPT]:
            self._findings.append(
                refuse(
                    Triple(old.iri, kept[0].predicate, kept[0].object),
                    "this is noted by the gate and cannot be written",
                    self._locator,
                    "leave it out; delete all facts of a claim to take it back",
                )
            )
        before = _sayings(old)
        triples = set(old.triples) - draft.gone | draft.come
        said = before - draft.unsaid | draft.said
        if any(triple.predicate == SG.confidence for triple in draft.said):
            said -= {t for t in before - draft.said if t.predicate == SG.confidence}
        if triples == set(old.triples) and said == before:
            return False
        made = [self._source(old, triples)] if old.table == "sources" else self._read(triples, said)
        if len(made) == 1 and _says_the_same(made[0], old):
            return False
        for claim in made:
            about = old.about if set(old.about) <= {t.subject for t in triples} else claim.about
            new = replace(claim, about=about, table=old.table)
            self._claims[new.iri] = new
            self._revisions.append((new.iri, old.iri))
        return True

    def _read(self, facts: Iterable[Triple], said: Iterable[Triple]) -> list[Claim]:
        """Read a graph as the document is read that somebody submits; keep new sources."""
        quads = [Quad(t.subject, t.predicate, t.object) for t in (*facts, *said)]
        reading = read_document(
            [*quads, *self._described], self._known, self._locator, self._today, self._bounds
        )
        self._findings += reading.findings
        minted = {claim.iri: claim for claim in reading.claims if claim.table != TABLE}
        self._claims |= minted
        return [claim for claim in reading.claims if claim.table == TABLE]

    def _source(self, old: Claim, triples: set[Triple]) -> Claim:
        """Make the claim by which a source is described anew; a source speaks for itself."""
        for triple in triples - set(old.triples):
            for message, advice in find_faults(triple, self._bounds, naming=False):
                self._findings.append(refuse(triple, message, self._locator, advice))
        ordered = tuple(sorted(triples, key=str))
        digest = fingerprint({"": "sources", "facts": "\n".join(map(str, ordered))})
        iri = thing("claim", f"sources-{split(old.sources[0])[1]}-{digest}")
        return replace(old, iri=iri, triples=ordered, recorded=self._today)


def _graphs(difference: Difference) -> frozenset[NamedNode]:
    """Return the graphs that a difference touches, and the claims of which it says something."""
    quads = (*difference.added, *difference.removed)
    named = {quad.graph_name for quad in quads}
    spoken = {
        quad.subject
        for quad in quads
        if isinstance(quad.graph_name, DefaultGraph) and quad.predicate in SAID | _KEPT
    }
    return frozenset(
        node
        for node in named | spoken
        if isinstance(node, NamedNode) and (node in named or split(node)[0] == "claim")
    )


def _spoken_of(quad: Quad, graphs: frozenset[NamedNode]) -> NamedNode | None:
    """Return the graph of which a quad says who stands behind it; None where it states a fact."""
    if quad.predicate not in SAID | _KEPT or not isinstance(quad.subject, NamedNode):
        return None
    if isinstance(quad.graph_name, NamedNode):
        return quad.graph_name if quad.subject in (quad.graph_name, DOCUMENT) else None
    return quad.subject if quad.subject in graphs else None


def _cited(quads: Iterable[Quad], graphs: frozenset[NamedNode]) -> frozenset[object]:
    """Return the nodes that are named as sources of a graph."""
    return frozenset(
        quad.object
        for quad in quads
        if quad.predicate == PROV.wasDerivedFrom and _spoken_of(quad, graphs)
    )


def _empties(old: Claim, draft: _Draft) -> bool:
    return draft.gone >= set(old.triples) and not draft.come


def _says_the_same(new: Claim, old: Claim) -> bool:
    """Tell whether only the names of sources were written another way."""
    return (set(new.triples), set(new.sources), new.confidence, new.note) == (
        set(old.triples),
        set(old.sources),
        old.confidence,
        old.note,
    )


def _sayings(claim: Claim) -> set[Triple]:
    """Return what is said of a claim, as a document says it of itself."""
    return {
        Triple(DOCUMENT, triple.predicate, triple.object)
        for triple in claim.metadata()
        if triple.predicate in SAID
    }
