"""Find the source of each page that a submission cites; mint sources of pages unknown so far."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from spacegraph.gate.knowledge.known import Known
from spacegraph.gate.vocabulary.kinds import is_ours, is_thing, show, split
from spacegraph.model.claims import Claim
from spacegraph.model.columns import address
from spacegraph.model.findings import Finding, Severity
from spacegraph.model.identifiers import fingerprint, slugify
from spacegraph.namespaces import PROV, RDF, SCHEMA, SG, thing

Cited = NamedNode | BlankNode | Literal
Described = Mapping[NamedNode | BlankNode, Sequence[Triple]]

CITES: Final = "name the page: <> prov:wasDerivedFrom <https://…> ."
_IN_LINES: Final = f"name the page: _:these {PROV.wasDerivedFrom} <https://…> ."
CITING: Final[Mapping[RdfFormat, str]] = {
    RdfFormat.N_TRIPLES: _IN_LINES,
    RdfFormat.N_QUADS: _IN_LINES,
    RdfFormat.JSON_LD: f'name the page: {{"@id": "", "{PROV.wasDerivedFrom.value}": '
    '{"@id": "https://…"}}',
    RdfFormat.RDF_XML: 'name the page: <rdf:Description rdf:about="">'
    '<prov:wasDerivedFrom rdf:resource="https://…"/></rdf:Description>',
}
"""How a document names the source of all its facts, where it is not written as Turtle is."""


@dataclass(slots=True)
class Citations:
    """What was cited, resolved: `found` leads to sources, `minted` holds claims about them.

    `aliases` leads from the statements about sources to those that the submission holds.
    """

    found: dict[Cited, NamedNode] = field(default_factory=dict)
    minted: list[Claim] = field(default_factory=list)
    aliases: dict[Triple, Triple] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def resolve(
    cited: Mapping[Cited, str], described: Described, known: Known, today: date
) -> Citations:
    """Find or mint the source of everything that is cited or described as a source.

    `cited` maps each cited term to the place where that happens.
    """
    result = Citations()
    places: dict[Cited, str] = {**dict.fromkeys(described, ""), **cited}
    said = {node: described.get(node, ()) for node in places if not isinstance(node, Literal)}
    pages = {node: _page_of(node, triples) for node, triples in said.items()}
    sources = known.sources(page for page in pages.values() if page)
    existing = known.things(
        node for node in said if isinstance(node, NamedNode) and split(node)[0] == "source"
    )
    held = known.facts({*existing, *sources.values()})
    for node, where in sorted(places.items(), key=lambda pair: str(pair[0])):
        page = None if isinstance(node, Literal) else pages[node]
        more = () if isinstance(node, Literal) else said[node]
        if isinstance(node, NamedNode) and node in existing:
            _add(result, node, node, more, held, where, today)
        elif page and page in sources:
            _add(result, node, sources[page], more, held, where, today)
        elif problem := _problem(node, page, known):
            message, advice = problem
            value = "" if isinstance(node, BlankNode) else node.value[:200]
            result.findings.append(
                Finding(Severity.ERROR, message, where, "", "derived from", value, advice)
            )
        elif page:
            _mint(result, node, page, more, where, today)
    return result


def mint_source(page: NamedNode, where: str, today: date) -> Claim:
    """Make a source of an address, unrated and without a title."""
    return _source_claim(_name(page), _basics(_name(page), page), where, today)


def _mint(
    result: Citations,
    node: Cited,
    page: NamedNode,
    more: Iterable[Triple],
    where: str,
    today: date,
) -> None:
    named = isinstance(node, NamedNode) and split(node)[0] == "source"
    source = node if isinstance(node, NamedNode) and named else _name(page)
    triples = _basics(source, page) | _about(source, more, result)
    claim = _source_claim(source, triples, where, today)
    result.found[node] = source
    if claim.iri in {each.iri for each in result.minted}:
        return
    result.minted.append(claim)
    result.findings.append(
        Finding(
            Severity.INFO,
            "a page that no claim has cited before",
            where,
            subject=show(source),
            value=page.value,
            advice="it becomes a source; state its publisher and date if you know them",
        )
    )


def _add(
    result: Citations,
    node: Cited,
    source: NamedNode,
    more: Iterable[Triple],
    held: Mapping[NamedNode, frozenset[Triple]],
    where: str,
    today: date,
) -> None:
    """Take a known source, and what the submission says of it beyond what is known."""
    result.found[node] = source
    fresh = _about(source, more, result) - held.get(source, frozenset())
    if fresh:
        result.minted.append(_source_claim(source, fresh, where, today))


def _name(page: NamedNode) -> NamedNode:
    parts = urlsplit(page.value)
    words = slugify(f"{(parts.hostname or '').removeprefix('www.')} {parts.path[-60:]}")
    digest = fingerprint({"url": page.value})[:6]
    return thing("source", f"{words[:48].strip('-') or 'page'}-{digest}")


def _basics(source: NamedNode, page: NamedNode) -> set[Triple]:
    return {Triple(source, RDF.type, SG.Source), Triple(source, SCHEMA.url, page)}


def _about(source: NamedNode, more: Iterable[Triple], result: Citations) -> set[Triple]:
    """Return what a submission says of a page as statements about its source."""
    found = set()
    for triple in more:
        if triple.predicate != SCHEMA.url:
            renamed = Triple(source, triple.predicate, triple.object)
            result.aliases[renamed] = triple
            found.add(renamed)
    return found


def _source_claim(source: NamedNode, triples: set[Triple], where: str, today: date) -> Claim:
    """Make the claim by which something of a source becomes known; a source speaks for itself."""
    ordered = tuple(sorted(triples, key=str))
    digest = fingerprint({"": "sources", "facts": "\n".join(map(str, ordered))})
    return Claim(
        iri=thing("claim", f"sources-{split(source)[1]}-{digest}"),
        about=(source,),
        triples=ordered,
        sources=(source,),
        recorded=today,
        table="sources",
        origin=where,
    )


def _page_of(node: NamedNode | BlankNode, triples: Iterable[Triple]) -> NamedNode | None:
    """Return the address of a page: the node itself, or what its description gives."""
    for triple in triples:
        if triple.predicate == SCHEMA.url and isinstance(triple.object, NamedNode | Literal):
            return to_page(triple.object.value)
    return None if isinstance(node, BlankNode) or is_ours(node) else to_page(node.value)


def to_page(text: str) -> NamedNode | None:
    """Read the address of a page; None where the text is none."""
    try:
        page = address(text)
    except ValueError:
        return None
    return page if isinstance(page, NamedNode) else None


def _problem(node: Cited, page: NamedNode | None, known: Known) -> tuple[str, str] | None:
    if isinstance(node, Literal):
        return "the source is a text", f"write it as an address: <{node.value}>"
    if isinstance(node, BlankNode):
        return None if page else ("the source has no address", "state its schema:url")
    if is_ours(node) and split(node)[0] != "source":
        return "this is no page", CITES
    if is_ours(node) and page is None:
        nearest = " or ".join(map(show, known.nearest(node)))
        advice = f"did you mean {nearest}?" if nearest else "cite the page by its address"
        return "no source has this id", advice
    if is_ours(node) and not is_thing(node):
        return "not an id", "write lower-case letters, digits and single hyphens"
    if page is None or urlsplit(page.value).scheme not in ("http", "https"):
        return "this is no address of a page", "write it in full: <https://…>"
    return None
