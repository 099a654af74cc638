"""What crawlers and JSON-LD processors fetch: the sitemap, the context, the rules for robots."""

import gzip
from typing import Final
from xml.sax.saxutils import escape

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from spacegraph.errors import NotFound
from spacegraph.graph.facts.index import list_things
from spacegraph.graph.facts.jsonld import context_of
from spacegraph.pages.formats import JSON, caching, tag, unchanged
from spacegraph.pages.links import path_of
from spacegraph.pages.site import Site, SiteDep

router = APIRouter(include_in_schema=False)

PART: Final = 50_000
"""How many addresses one sitemap may hold (sitemaps.org)."""

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAPS: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_PAGES: Final = (
    *("/", "/browse", "/questions", "/places", "/network", "/about"),
    *("/docs", "/docs/vocabulary", "/docs/tables", "/docs/shapes", "/docs/api"),
)


@router.api_route("/sitemap.xml", methods=["GET", "HEAD"])
def index(request: Request, site: SiteDep) -> Response:
    """List the parts of the sitemap."""
    etag = tag(request, site.store.generation, JSON)
    if known := unchanged(request, etag):
        return known
    base = escape(str(request.base_url))
    parts = range(1, -(-len(_paths(site)) // PART) + 1)
    listed = "".join(
        f"<sitemap><loc>{base}sitemap-{each}.xml.gz</loc></sitemap>\n" for each in parts
    )
    body = f'{_HEAD}<sitemapindex xmlns="{_SITEMAPS}">\n{listed}</sitemapindex>\n'
    return Response(body, media_type="application/xml", headers=dict(caching(etag)))


@router.api_route("/sitemap-{number}.xml.gz", methods=["GET", "HEAD"])
def part(request: Request, site: SiteDep, number: int) -> Response:
    """List some of the pages, those of things by their IRIs."""
    etag = tag(request, site.store.generation, JSON)
    if known := unchanged(request, etag):
        return known
    paths = _paths(site)[(number - 1) * PART : number * PART] if number > 0 else ()
    if not paths:
        raise NotFound(f"the sitemap has no part {number}")
    base = str(request.base_url).rstrip("/")
    listed = "".join(f"<url><loc>{escape(base + path)}</loc></url>\n" for path in paths)
    body = f'{_HEAD}<urlset xmlns="{_SITEMAPS}">\n{listed}</urlset>\n'
    packed = gzip.compress(body.encode(), mtime=0)
    return Response(packed, media_type="application/gzip", headers=dict(caching(etag)))


def _paths(site: Site) -> tuple[str, ...]:
    """Return the paths of all pages that stay: those of the site, of questions, of things."""
    questions = (f"/questions/{name}" for name in site.questions)
    things = (path_of(iri) or "/" for iri in site.keep("index", list_things))
    return (*_PAGES, *questions, *things)


@router.api_route("/robots.txt", methods=["GET", "HEAD"])
def robots(request: Request) -> Response:
    """Keep crawlers off what is computed for each request."""
    rules = "".join(f"Disallow: /{each}\n" for each in ("sparql", "query", "network", "report"))
    return PlainTextResponse(f"User-agent: *\n{rules}Sitemap: {request.base_url}sitemap.xml\n")


@router.api_route("/context.jsonld", methods=["GET", "HEAD"])
def context(request: Request, site: SiteDep) -> Response:
    """Give the JSON-LD context that the documents of things carry: prefixes and properties."""
    etag = tag(request, site.store.generation, JSON)
    if known := unchanged(request, etag):
        return known
    content = {"@context": context_of(site.vocabulary())}
    return JSONResponse(content, media_type="application/ld+json", headers=dict(caching(etag)))
