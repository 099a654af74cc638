"""The page of a thing, and its machine twins, at the path of its IRI."""

import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final

from fastapi import APIRouter, Request
from pyoxigraph import NamedNode, RdfFormat, serialize
from starlette.responses import JSONResponse, RedirectResponse, Response

from spacegraph.errors import NotFound
from spacegraph.graph.entities import describe
from spacegraph.graph.facts.ego import find_ego
from spacegraph.graph.facts.entity import Entity, Evidence, Source
from spacegraph.graph.facts.jsonld import to_jsonld
from spacegraph.graph.facts.twins import quads, to_json, triples
from spacegraph.graph.facts.vocabulary import Vocabulary
from spacegraph.namespaces import BASE, KINDS, PREFIXES, SCHEMA, SG, SKOS, to_curie
from spacegraph.pages.ego import draw
from spacegraph.pages.formats import (
    HTML,
    JSON,
    THING_FORMATS,
    caching,
    negotiate,
    split,
    suffix,
    tag,
    unchanged,
)
from spacegraph.pages.links import path_of
from spacegraph.pages.render import data_block, render
from spacegraph.pages.sight import Sight, SightDep
from spacegraph.pages.site import SiteDep
from spacegraph.store.base import Store
from spacegraph.store.evaluation import write_graph
from spacegraph.store.results import Format
from spacegraph.store.terms import is_iri
from spacegraph.web.writing import follow_claim

router = APIRouter(tags=["Things"])

_TYPES: Final = {
    SG.Organisation: "Organization",
    SG.Place: "Place",
    SG.Source: "CreativeWork",
    SG.Policy: "Legislation",
}
_PLAIN: Final = {
    SCHEMA.foundingDate: "foundingDate",
    SCHEMA.dissolutionDate: "dissolutionDate",
    SCHEMA.legalName: "legalName",
    SCHEMA.latitude: "latitude",
    SCHEMA.longitude: "longitude",
    SKOS.altLabel: "alternateName",
}


def thing(request: Request, site: SiteDep, sight: SightDep, name: str) -> Response:
    """Describe a thing: as a page, as plain JSON, or as triples.

    The suffixes `.html .ttl .nt .jsonld .rdf .trig .json` choose a format, as `Accept` does; TriG
    holds the claims as the named graphs that they are. A former identifier leads to the one in
    use. `as_of`, `known_by` and `settle` look at a view.
    """
    kind = request.url.path.split("/", 2)[1]
    local, named = split(name, THING_FORMATS)
    format = negotiate(request, THING_FORMATS, named)
    if format is not HTML:
        sight.require()
    held = sight.store
    etag = tag(request, held.generation, format)
    if known := unchanged(request, etag):
        return known
    iri = f"{BASE}{kind}/{local}"
    try:
        entity = describe(held, iri, site.vocabulary())
    except NotFound:
        if kind != "claim" or not is_iri(iri):
            raise
        latest, gone = follow_claim(request, NamedNode(iri))
        if gone is None:
            raise
        if latest and held.ask(f"ASK {{ GRAPH {latest} {{ ?s ?p ?o }} }}"):
            return _moved(request, latest.value, named, 307)
        raise gone from None
    if entity.replaced_by:
        return _moved(request, entity.replaced_by.value, named)
    return _respond(request, sight, site.vocabulary(), entity, format, etag)


for _kind in (*KINDS, "concept", "ontology"):
    router.add_api_route(
        f"/{_kind}/{{name:path}}",
        thing,
        methods=["GET"],
        name=_kind,
        response_class=Response,
        responses={200: {"content": {each.media_type: {} for each in THING_FORMATS}}},
    )
    router.add_api_route(
        f"/{_kind}/{{name:path}}", thing, methods=["HEAD"], include_in_schema=False
    )


def number(entity: Entity) -> Mapping[str, int]:
    """Number the sources in the order in which the page first cites them."""
    cited = (source.iri.value for each in _cited(entity) for source in each.sources)
    return {iri: place for place, iri in enumerate(dict.fromkeys(cited), start=1)}


def _cited(entity: Entity) -> list[Evidence]:
    listed: list[Evidence] = []
    for facts in (*entity.outgoing, *entity.incoming):
        for value in (*facts.values, *(each.value for each in facts.alternatives)):
            listed += value.evidence
    return [*listed, *entity.claims]


def _respond(
    request: Request, sight: Sight, words: Vocabulary, entity: Entity, format: Format, etag: str
) -> Response:
    path = path_of(entity.iri.value) or request.url.path
    kept = {"Cache-Control": "no-store"} if sight.wrong else caching(etag)
    headers = {**kept, "Link": _alternates(path, format)}
    if format is HTML:
        numbers = number(entity)
        return render(
            request,
            "entity.html",
            status=sight.status,
            headers=headers,
            wrong=sight.wrong,
            entity=entity,
            numbers=numbers,
            connected=_connected(path),
            sources=_ordered(entity, numbers),
            fanned=draw(find_ego(sight.store, entity, words)),
            formats=[(suffix(each), f"{path}.{suffix(each)}") for each in THING_FORMATS[1:]],
            data=data_block(_for_search_engines(entity, words)),
        )
    if format is JSON:
        return JSONResponse(to_json(entity), headers=headers)
    body = _write(sight.store, entity, words, format)
    return Response(body, headers={**headers, "Content-Type": format.content_type})


def _write(store: Store, entity: Entity, words: Vocabulary, format: Format) -> bytes:
    if format.engine is RdfFormat.JSON_LD:
        document = to_jsonld(triples(store, entity), words)
        return json.dumps(document, ensure_ascii=False, indent=1).encode()
    if format.engine is RdfFormat.TRIG:
        return serialize(quads(store, entity), format=format.engine, prefixes=dict(PREFIXES)) or b""
    output = BytesIO()
    write_graph(triples(store, entity), format, output)
    return output.getvalue()


def _connected(path: str) -> str:
    """Return the id of an organisation, of which a network can be drawn; else nothing."""
    kind, _, identifier = path.removeprefix("/").partition("/")
    return identifier if kind == "organisation" else ""


def _ordered(entity: Entity, numbers: Mapping[str, int]) -> list[tuple[int, Source]]:
    known = {source.iri.value: source for source in entity.sources}
    return [(place, known[iri]) for iri, place in numbers.items() if iri in known]


def _alternates(path: str, format: Format) -> str:
    return ", ".join(
        f'<{path}.{suffix(each)}>; rel="alternate"; type="{each.media_type}"'
        for each in THING_FORMATS
        if each is not format
    )


def _moved(request: Request, iri: str, named: Format | None, status: int = 301) -> Response:
    path = path_of(iri) or "/"
    target = f"{path}.{suffix(named)}" if named else path
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(target + query, status_code=status)


def _for_search_engines(entity: Entity, words: Vocabulary) -> dict[str, Any]:
    """Say what schema.org has plain words for; the context is whole, so nobody fetches one."""
    above = set(entity.types).union(*(words.ancestors.get(each, ()) for each in entity.types))
    kinds = [name for kind, name in _TYPES.items() if kind in above]
    found: dict[str, Any] = {
        "@context": {"@vocab": str(SCHEMA), "sg": str(SG)},
        "@type": [kinds[0] if kinds else "Thing", *(to_curie(each.value) for each in entity.types)],
        "@id": entity.iri.value,
        "name": [each for each in (entity.label.en, entity.label.zh) if each],
    }
    for facts in entity.outgoing:
        if name := _PLAIN.get(facts.predicate):
            values = [getattr(each.term, "value", "") for each in facts.values]
            found[name] = values[0] if len(values) == 1 else values
    return found
