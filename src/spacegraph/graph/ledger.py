"""The records that an instance keeps of what it accepted and what it took back.

A record is one TriG file, written once and never changed: the claims that came in together, each
in its named graph, and the claims that left with it. A withdrawal is written as PROV has it:

    claim:old prov:wasInvalidatedBy claim:retraction-… .
    claim:retraction-… a prov:Activity ; dcterms:created "2026-11-20"^^xsd:date ;
        skos:editorialNote "the page was mistaken"@en .
    claim:new prov:wasRevisionOf claim:old .        # where a new claim takes its place

What a record withdraws is no longer held true; `live` leaves it out, wherever it came from.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pyoxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

from spacegraph.errors import DataError
from spacegraph.graph.assembly import claim_of
from spacegraph.model.claims import Claim
from spacegraph.model.dates import to_day
from spacegraph.model.identifiers import fingerprint
from spacegraph.namespaces import DCTERMS, PREFIXES, PROV, RDF, SKOS, thing

RECORDS = "*/*.trig"
"""Where the records stand below the folder `accepted`: a folder a year."""


Revision = tuple[NamedNode, NamedNode]
"""A new claim and the old one whose place it takes."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The claims that are taken back together; `revisions` pairs a new claim with an old one."""

    iri: NamedNode
    claims: tuple[NamedNode, ...]
    day: date
    reason: str = ""
    revisions: tuple[Revision, ...] = ()

    @classmethod
    def of(
        cls,
        claims: Iterable[NamedNode],
        day: date,
        reason: str = "",
        replaced_by: Iterable[NamedNode] = (),
    ) -> "Withdrawal":
        """Withdraw claims, and put others in the place of them all."""
        gone, new = _ordered(claims), _ordered(replaced_by)
        return cls.revising(gone, day, reason, ((each, old) for old in gone for each in new))

    @classmethod
    def revising(
        cls,
        claims: Iterable[NamedNode],
        day: date,
        reason: str,
        revisions: Iterable[Revision],
    ) -> "Withdrawal":
        """Withdraw claims, some for others; the name follows from what, why, and for what."""
        gone = _ordered(claims)
        pairs = tuple(sorted(set(revisions), key=str))
        new = _ordered(each for each, _ in pairs)
        content = {"gone": " ".join(map(str, gone)), "new": " ".join(map(str, new)), "why": reason}
        return cls(thing("claim", f"retraction-{fingerprint(content)}"), gone, day, reason, pairs)

    @property
    def replaced_by(self) -> tuple[NamedNode, ...]:
        """The claims that take the place of others."""
        return _ordered(new for new, _ in self.revisions)

    def metadata(self) -> Iterator[Triple]:
        """Yield what is known of the withdrawal; this belongs in the default graph."""
        yield Triple(self.iri, RDF.type, PROV.Activity)
        yield Triple(self.iri, DCTERMS.created, to_day(self.day))
        if self.reason:
            yield Triple(self.iri, SKOS.editorialNote, Literal(self.reason, language="en"))
        for old in self.claims:
            yield Triple(old, PROV.wasInvalidatedBy, self.iri)
        for new, old in self.revisions:
            yield Triple(new, PROV.wasRevisionOf, old)


@dataclass(frozen=True, slots=True)
class Record:
    """What one file holds: claims that came in, and perhaps claims that left."""

    claims: tuple[Claim, ...] = ()
    withdrawal: Withdrawal | None = None

    @property
    def name(self) -> str:
        """The stem of its file: the id of the one claim, else a hash of what it does."""
        if self.withdrawal and not self.claims:
            return self.withdrawal.iri.value.rsplit("/", 1)[-1]
        if len(self.claims) == 1:
            return self.claims[0].iri.value.rsplit("/", 1)[-1]
        return f"submission-{fingerprint({claim.iri.value: 'in' for claim in self.claims})}"

    def to_trig(self) -> bytes:
        """Write it; the same record gives the same bytes."""
        about = [triple for claim in self.claims for triple in claim.metadata()]
        if self.withdrawal:
            about += self.withdrawal.metadata()
        quads = {Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in about}
        quads |= {quad for claim in self.claims for quad in claim.quads()}
        ordered = sorted(quads, key=str)
        return serialize(ordered, format=RdfFormat.TRIG, prefixes=dict(PREFIXES)) or b""


def read_record(path: Path) -> Record:
    """Read a record; a DataError says what is wrong with the file."""
    try:
        quads = list(parse(path=path, format=RdfFormat.TRIG))
    except (SyntaxError, OSError) as error:
        raise DataError(f"{path.name}: {error}", hint="restore the file from a backup") from error
    stated: dict[NamedNode, list[Triple]] = {}
    about: list[Triple] = []
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode):
            stated.setdefault(quad.graph_name, []).append(quad.triple)
        else:
            about.append(quad.triple)
    said: dict[NamedNode, list[Triple]] = {iri: [] for iri in stated}
    for triple in about:
        if triple.subject in said and isinstance(triple.subject, NamedNode):
            said[triple.subject].append(triple)
    claims = tuple(
        claim_of(iri, stated[iri], said[iri], origin=path.name) for iri in sorted(stated, key=str)
    )
    withdrawal = _withdrawal(about, path)
    if not claims and not withdrawal:
        raise DataError(f"{path.name}: holds no record", hint="restore it from a backup")
    return Record(claims, withdrawal)


def read_records(accepted: Path) -> Iterator[tuple[Path, Record]]:
    """Yield every record below a folder with its file, in the order of their names."""
    for path in sorted(accepted.glob(RECORDS)):
        yield path, read_record(path)


def live(claims: Iterable[Claim], withdrawals: Iterable[Withdrawal]) -> tuple[Claim, ...]:
    """Return the claims that nobody has withdrawn, in their order."""
    gone = {claim for withdrawal in withdrawals for claim in withdrawal.claims}
    return tuple(claim for claim in claims if claim.iri not in gone)


def renew(claim: NamedNode, withdrawals: Iterable[Withdrawal]) -> NamedNode:
    """Return the name under which a claim comes in, once more if it was withdrawn before."""
    gone = {old: each for each in withdrawals for old in each.claims}
    name = claim
    while name in gone:
        name = _again(claim, name, gone[name])
    return name


def follow(
    claim: NamedNode, withdrawals: Iterable[Withdrawal]
) -> tuple[NamedNode, Withdrawal | None]:
    """Return the name of a claim's latest revision, or the one under which it may come back.

    With it comes the withdrawal that led there, None where the claim was never withdrawn.
    """
    gone = {old: each for each in withdrawals for old in each.claims}
    name = first = claim
    last = None
    while name in gone:
        last = gone[name]
        revised = [new for new, old in last.revisions if old == name]
        name = revised[0] if revised else _again(first, name, last)
        first = name if revised else first
    return name, last


def _again(claim: NamedNode, name: NamedNode, withdrawal: Withdrawal) -> NamedNode:
    """Name a claim that comes in once more after a withdrawal."""
    digest = fingerprint({"again": f"{name} {withdrawal.iri}"})
    return thing("claim", f"{claim.value.rsplit('/', 1)[-1]}-{digest[:6]}")


def _withdrawal(about: Iterable[Triple], path: Path) -> Withdrawal | None:
    triples = tuple(about)
    names = {t.object for t in triples if t.predicate == PROV.wasInvalidatedBy}
    if not names:
        return None
    iri = next(iter(names))
    if len(names) > 1 or not isinstance(iri, NamedNode):
        raise DataError(f"{path.name}: holds several withdrawals", hint="write one a file")
    said = {t.predicate: t.object for t in triples if t.subject == iri}
    created, reason = said.get(DCTERMS.created), said.get(SKOS.editorialNote)
    try:
        day = date.fromisoformat(created.value if isinstance(created, Literal) else "")
    except ValueError as error:
        raise DataError(
            f"{path.name}: a withdrawal without its day", hint="state dcterms:created"
        ) from error
    return Withdrawal(
        iri,
        _ordered(t.subject for t in triples if t.predicate == PROV.wasInvalidatedBy),
        day,
        reason.value if isinstance(reason, Literal) else "",
        tuple(sorted(_revisions(triples), key=str)),
    )


def _revisions(triples: Iterable[Triple]) -> Iterator[Revision]:
    for triple in triples:
        new, old = triple.subject, triple.object
        if triple.predicate != PROV.wasRevisionOf:
            continue
        if isinstance(new, NamedNode) and isinstance(old, NamedNode):
            yield new, old


def _ordered(nodes: Iterable[object]) -> tuple[NamedNode, ...]:
    return tuple(sorted({n for n in nodes if isinstance(n, NamedNode)}, key=str))
