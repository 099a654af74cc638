"""An instance over a SPARQL server: built, asked, changed and reported on as an embedded one."""

from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from pyoxigraph import Quad

from spacegraph.analytics.report import build_report
from spacegraph.analytics.writers.page import to_html
from spacegraph.cli.desk import desk_of
from spacegraph.cli.site import create_site
from spacegraph.errors import Refused, StoreError
from spacegraph.gate.desk import Receipt
from spacegraph.graph.book import Book
from spacegraph.graph.build import Sources
from spacegraph.graph.export import write_nquads
from spacegraph.graph.instance import Instance
from spacegraph.graph.questions import ask, read_questions
from spacegraph.resources import folder
from spacegraph.settings import Settings

BOOK = Path(__file__).parents[2] / "gate" / "book"
TODAY = date(2026, 11, 20)
DEAL = (
    b"id,title,date,date_kind,kind,status,buyer_ids,supplier_ids,amount,currency,source_url\n"
    b"new,New deal,2025-05-18,award,launch-service,signed,minospace,landspace,5,CNY,https://e.org/1\n"
)


Serve = Callable[..., AbstractContextManager[httpx.Client]]


def instance_at(home: Path, store: str = "") -> Instance:
    """Return an instance of which the shipped facts are those of a small book."""
    sources = Sources(book=Book(BOOK, home / "accepted"), ontology=folder("ontology"))
    return Instance(Settings(home=home, store=store, token="t" * 24), sources)


@pytest.fixture(scope="module")
def home(address: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def embedded(address: str, tmp_path_factory: pytest.TempPathFactory) -> Instance:
    instance = instance_at(tmp_path_factory.mktemp("embedded"))
    instance.build()
    return instance


@pytest.fixture(scope="module")
def remote(address: str, home: Path) -> Instance:
    instance = instance_at(home, address)
    instance.build()
    return instance


def lines(instance: Instance) -> list[bytes]:
    output = BytesIO()
    write_nquads(instance.target.quads(), output)
    return output.getvalue().splitlines()


def accept(instance: Instance) -> Receipt:
    return desk_of(instance).accept(DEAL, "contracts.csv", TODAY)


def test_a_build_gives_the_same_graph(remote: Instance, embedded: Instance) -> None:
    assert lines(remote) == lines(embedded)
    assert remote.standing() == embedded.standing()


def test_what_stands_is_not_built_again(remote: Instance) -> None:
    stages: list[str] = []
    remote.ensure(stages.append)
    assert stages == []


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("organisation-profile", {"org": "minospace"}),
        ("foreign-customers", {}),
        ("contracts-of-organisation", {"org": "landspace"}),
        ("funding-rounds", {"firm": "minospace"}),
    ],
)
def test_questions_have_the_same_rows(
    name: str, parameters: dict[str, str], remote: Instance, embedded: Instance
) -> None:
    question = read_questions()[name]
    with closing(remote.open()) as there, closing(embedded.open()) as here:
        found = ask(there, question, parameters).rows
        expected = ask(here, question, parameters).rows
    assert expected
    assert found == expected


def test_a_report_is_the_same_to_the_byte(remote: Instance, embedded: Instance) -> None:
    layers = ["contract", "affiliation", "funding"]
    with closing(remote.open()) as there, closing(embedded.open()) as here:
        expected = to_html(build_report(here, layers))
        assert to_html(build_report(there, layers)) == expected


def test_what_is_accepted_and_taken_back_is_the_same(remote: Instance, embedded: Instance) -> None:
    before = lines(remote)
    receipts = [accept(instance) for instance in (remote, embedded)]
    assert all(receipt.accepted for receipt in receipts)
    assert len(lines(remote)) > len(before)
    assert lines(remote) == lines(embedded)
    assert remote.standing() == embedded.standing()
    again = accept(remote)
    assert again.accepted
    assert lines(remote) == lines(embedded)
    assert remote.standing().quads == embedded.standing().quads
    assert receipts[0].record is not None
    gone = [claim.iri for claim in receipts[0].record.claims if claim.table == "contracts"]
    for instance in (remote, embedded):
        assert desk_of(instance).retract(gone, TODAY, reason="a test").accepted
    assert lines(remote) == lines(embedded)
    assert remote.standing().quads == embedded.standing().quads


def test_a_commit_is_seen_by_others(remote: Instance) -> None:
    with closing(remote.open()) as other:
        before = other.generation
        quad = next(iter(remote.target.quads()))
        extra = Quad(quad.subject, quad.predicate, quad.subject, quad.graph_name)
        made = remote.apply([extra], [])
        other.reload()  # type: ignore[attr-defined]
        assert other.generation == made.generation != before
    remote.apply([], [extra])


def test_a_store_is_changed_from_its_own_home_alone(
    remote: Instance, address: str, tmp_path: Path
) -> None:
    other = instance_at(tmp_path, address)
    before = remote.standing()
    assert other.ensure() == before
    with pytest.raises(Refused, match="another home"):
        accept(other)
    assert remote.standing() == before
    assert not list(tmp_path.rglob("*.trig"))


def test_a_commit_that_was_cut_off_is_made_good_by_the_next_start(remote: Instance) -> None:
    """Its record is on disk, and the server does not know it."""
    desk = replace(desk_of(remote), commit=lambda acceptance: None)
    receipt = desk.accept(DEAL.replace(b"new,", b"lost,"), "contracts.csv", TODAY)
    assert receipt.accepted
    stages: list[str] = []
    remote.ensure(stages.append)
    assert "switch" in stages
    with closing(remote.open()) as store:
        assert store.ask("ASK { <https://w3id.org/spacegraph/contract/lost> ?p ?o }")


def test_the_site_runs_over_it(remote: Instance, serve: Serve) -> None:
    with serve(create_site(remote)) as client:
        assert client.get("/health").json()["generation"] == remote.standing().generation
        page = client.get("/organisation/minospace", headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert "微纳星空" in page.text
        assert client.get("/search", params={"q": "minospce"}).json()["results"]
        query = {
            "query": "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/spacegraph/ontology/Claim> }"
        }
        rows = client.get("/sparql", params=query, headers={"Accept": "text/csv"})
        assert int(rows.text.split()[1]) == remote.standing().claims
        tag = rows.headers["etag"]
        known = client.get(
            "/sparql", params=query, headers={"Accept": "text/csv", "If-None-Match": tag}
        )
        assert known.status_code == 304
        sent = client.post(
            "/claims",
            content=DEAL.replace(b"new,", b"sent,"),
            headers={"Authorization": f"Bearer {'t' * 24}", "Content-Type": "text/csv"},
        )
        assert sent.status_code == 201
        assert client.get("/contract/sent.ttl").status_code == 200
        fresh = client.get(
            "/sparql", params=query, headers={"Accept": "text/csv", "If-None-Match": tag}
        )
        assert fresh.status_code == 200
        assert client.post("/sparql", data={"update": "DROP ALL"}).status_code >= 400
    assert len(lines(remote)) == remote.standing().quads


NICKNAME = """
PREFIX claim: <https://w3id.org/spacegraph/claim/>
PREFIX organisation: <https://w3id.org/spacegraph/organisation/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX prov: <http://www.w3.org/ns/prov#>
{} DATA {{
  GRAPH claim:a-nickname {{ organisation:landspace skos:altLabel "Blue Arrow"@en }}
  claim:a-nickname prov:wasDerivedFrom <https://example.org/news/1> .
}}
"""


def test_an_update_passes_the_gate(remote: Instance, serve: Serve) -> None:
    before = lines(remote)
    header = {"Authorization": f"Bearer {'t' * 24}"}
    asked = {"query": 'ASK { ?s ?p "Blue Arrow"@en }'}
    with serve(create_site(remote)) as client:

        def send(update: str) -> int:
            return client.post("/sparql", data={"update": update}, headers=header).status_code

        assert send(NICKNAME.format("INSERT")) == 200
        assert lines(remote) != before
        assert client.get("/sparql", params=asked).json()["boolean"]
        assert send(f"{NICKNAME.format('INSERT')} ; DELETE WHERE {{ ?s ?p ?o }}") == 403
        assert send(NICKNAME.format("DELETE")) == 200
        assert not client.get("/sparql", params=asked).json()["boolean"]


def test_foreign_statements_are_not_overwritten(tmp_path: Path, oxigraph_alone: str) -> None:
    update = "INSERT DATA { <http://e/s> <http://e/p> 1 }"
    address = oxigraph_alone.replace("/query", "/update")
    httpx.post(address, data={"update": update}, trust_env=False)
    instance = instance_at(tmp_path, oxigraph_alone)
    with pytest.raises(Refused, match="not ours"):
        instance.build()
    with pytest.raises(StoreError, match="run `spacegraph build`"):
        instance.target.open()
