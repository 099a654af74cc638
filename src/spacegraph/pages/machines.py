"""What crawlers and JSON-LD processors fetch: the sitemap, the context, the rules for robots."""

from xml.sax.saxutils import escape

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from spacegraph.graph.facts_index import list_things
from spacegraph.namespaces import PREFIXES
from spacegraph.pages.formats import JSON, caching, tag, unchanged
from spacegraph.pages.links import path_of
from spacegraph.pages.site import SiteDep

router = APIRouter(include_in_schema=False)


@router.api_route("/sitemap.xml", methods=["GET", "HEAD"])
def sitemap(request: Request, site: SiteDep) -> Response:
    """List the pages of all things."""
    etag = tag(request, site.store.generation, JSON)
    if known := unchanged(request, etag):
        return known
    base = str(request.base_url).rstrip("/")
    things = site.keep("index", list_things)
    addresses = (base + (path_of(iri) or "/") for iri in things)
    listed = "".join(f"<url><loc>{escape(each)}</loc></url>\n" for each in addresses)
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{listed}</urlset>\n'
    )
    return Response(body, media_type="application/xml", headers=dict(caching(etag)))


@router.api_route("/robots.txt", methods=["GET", "HEAD"])
def robots(request: Request) -> Response:
    """Keep crawlers off what is computed for each request."""
    rules = "".join(f"Disallow: /{each}\n" for each in ("sparql", "query", "network", "report"))
    return PlainTextResponse(f"User-agent: *\n{rules}Sitemap: {request.base_url}sitemap.xml\n")


@router.api_route("/context.jsonld", methods=["GET", "HEAD"])
def context() -> Response:
    """Give the JSON-LD context: the prefixes of the graph."""
    return JSONResponse({"@context": dict(PREFIXES)}, media_type="application/ld+json")
