"""Reports over HTTP: every format, every kind of document, and what is refused in words."""

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from io import BytesIO

import httpx
import networkx as nx
import pyoxigraph as ox
import pytest
from fastapi import FastAPI

from spacegraph.namespaces import BASE, SKOS
from spacegraph.store.embedded import EmbeddedStore
from spacegraph.web import reports
from spacegraph.web.problems import add_problems
from spacegraph.web.workshop import Workshop

from .conftest import serving

DATA = f"""
@prefix sg: <{BASE}ontology/> .
@prefix o: <{BASE}organisation/> .
@prefix place: <{BASE}place/> .
@prefix c: <{BASE}claim/> .
o:landspace a sg:Organisation , sg:CommercialFirm ; sg:headquarters place:beijing ;
  <{SKOS.prefLabel.value}> "LandSpace"@en , "蓝箭航天"@zh-Hans .
o:casc a sg:Organisation , sg:StateEnterprise ; sg:headquarters place:beijing .
o:tsinghua a sg:Organisation , sg:University ;
  <http://www.w3.org/ns/org#classification> <{BASE}concept/organisation-type/university> .
place:beijing a sg:Province ; <{SKOS.prefLabel.value}> "Beijing"@en .
<{BASE}cooperation/x> a sg:Cooperation ; sg:party o:landspace , o:casc ;
  sg:earliest "2018-01-01"^^<http://www.w3.org/2001/XMLSchema#date> .
<{BASE}cooperation/y> a sg:Cooperation ; sg:party o:casc , o:tsinghua .
c:1 a sg:Claim . c:2 a sg:Claim .
c:1 {{ <{BASE}cooperation/x> sg:party o:landspace , o:casc }}
c:2 {{ <{BASE}cooperation/y> sg:party o:casc , o:tsinghua }}
"""

Get = Callable[..., httpx.Response]


@pytest.fixture(scope="module")
def get() -> Iterator[Get]:
    store = ox.Store()
    store.bulk_extend(ox.parse(DATA, format=ox.RdfFormat.TRIG))
    app = FastAPI()
    app.state.store = EmbeddedStore(store, generation="of-the-test")
    app.state.workshop = Workshop("too many reports wait to be made")
    app.include_router(reports.router)
    add_problems(app)
    with serving(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield lambda query, **headers: client.get(f"/report?{query}", headers=headers)


@pytest.mark.parametrize(
    ("query", "stem"),
    [
        ("layers=cooperation", "organisations"),
        ("layers=cooperation&as_of=2020&weight=events&types=university", "organisations"),
        ("layers=cooperation&compare=2017,2019&measure=degree", "movers"),
        ("org=landspace", "partners"),
        ("province=beijing", "bodies"),
    ],
)
def test_every_kind_of_document(get: Get, query: str, stem: str) -> None:
    found = get(f"{query}&format=json")
    assert found.status_code == 200, found.text
    assert found.headers["content-type"].startswith("application/json")
    document = json.loads(found.text)
    assert stem in document and document["summary"] and document["generation"] == "of-the-test"
    assert document["command"].startswith("spacegraph report --")
    page = get(f"{query}&format=html").text
    assert "<main>" in page and "Traceback" not in page
    assert get(f"{query}&format=md").text.startswith("# ")


def test_a_network_for_gephi(get: Get) -> None:
    found = get("layers=cooperation&format=gexf")
    assert found.headers["content-type"].startswith("application/gexf+xml")
    graph = nx.read_gexf(BytesIO(found.content))
    assert sorted(node.rsplit("/", 1)[-1] for node in graph) == ["casc", "landspace", "tsinghua"]


def test_a_page_may_use_its_own_style_and_letters_alone(get: Get) -> None:
    """The header says what the page says; a 304 says nothing, so that what was kept still holds."""
    found = get("layers=cooperation&format=html")
    policy = found.headers["content-security-policy"]
    assert "font-src data:" in policy and "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    inner = re.search(r'Content-Security-Policy" content="(.*?)"', found.text)
    assert inner and policy == f"{unescape(inner[1])}; frame-ancestors 'none'"
    assert policy.count("sha256-") == found.text.count("<style>") == 2
    again = get("layers=cooperation&format=html", **{"If-None-Match": found.headers["etag"]})
    assert again.status_code == 304
    assert "content-security-policy" not in again.headers


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("layers=contracts", 404, "no layer 'contracts'"),
        ("layers=cooperation&types=firm", 404, "no type 'firm'"),
        ("layers=cooperation&provinces=bejing", 404, "no province 'bejing'"),
        ("layers=cooperation&compare=2017,2019&measure=rank", 404, "no ranked measure 'rank'"),
        ("org=landspce", 404, "no organisation with relations 'landspce'"),
        ("province=bejing", 404, "no province 'bejing'"),
        ("layers=cooperation&since=2021&until=2020", 400, "is after until"),
        ("layers=cooperation&since=soon", 400, "since = 'soon' is not a date"),
        ("layers=cooperation&weight=gold", 400, "no weight 'gold'"),
        ("layers=cooperation&weight=value", 400, "cannot add what the layers measure"),
        ("compare=2019", 400, "is not two years"),
        ("compare=2020,2019", 400, "2020 is not before 2019"),
        ("compare=2017,2019&since=2010", 400, "since: a comparison does not take that"),
        ("org=landspace&province=beijing", 400, "are different reports"),
        ("org=landspace&format=gexf", 404, "no format 'gexf'"),
    ],
)
def test_what_cannot_be_made_is_said_in_words(
    get: Get, query: str, status: int, words: str
) -> None:
    found = get(query)
    assert found.status_code == status, found.text
    assert found.headers["content-type"].startswith("application/problem+json")
    assert words in found.json()["detail"]


def test_a_name_where_there_is_none_at_all(get: Get) -> None:
    assert "there is no type at all" not in get("layers=cooperation&types=firm").text
    assert "there is no organisation with relations at all" in get("org=x&layers=contract").text


def test_an_empty_slice_is_a_report_that_says_so(get: Get) -> None:
    found = get("layers=contract&until=1950&format=md")
    assert found.status_code == 200
    assert "There is nothing to measure" in found.text
