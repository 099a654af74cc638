"""The command line, as a user types it: real processes on the shipped graph."""

import csv
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import httpx
import pytest

from spacegraph.cli.main import cli

SEED = "https://w3id.org/spacegraph/contract/minospace-sichuan-2025"
PAGE = "https://todayheadline.co/chinese-commercial-company-lands-contract-to-build-provincial-satellite-constellation/"


def run(home: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SPACEGRAPH_HOME": str(home), **variables}
    return subprocess.run(
        [sys.executable, "-m", "spacegraph", *words],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_every_command_has_help_with_an_example() -> None:
    context = click.Context(cli)
    names = cli.list_commands(context)
    assert {"build", "serve", "query", "ask", "validate", "accept", "retract", "report"} <= set(
        names
    )
    assert {"export", "import", "check"} <= set(names)
    for name in names:
        command = cli.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert command.help
        if not isinstance(command, click.Group):
            assert "Example:" in command.help, name


def test_query_prints_csv(home: Path) -> None:
    done = run(
        home,
        "query",
        f"SELECT ?a ?c {{ <{SEED}> <https://w3id.org/spacegraph/ontology/amount> ?a ; <https://w3id.org/spacegraph/ontology/currency> ?c }}",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["a,c", "804000000,CNY"]


def test_query_reads_a_file_and_writes_graphs(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_text(f"DESCRIBE <{SEED}>")
    done = run(home, "query", "--file", str(file), "--format", "nt")
    assert f"<{SEED}> <https://w3id.org/spacegraph/ontology/supplier> " in done.stdout


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * {\n ?s ?p }", r"line 2"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", r"SERVICE"),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", r"update"),
    ],
)
def test_a_bad_query_is_told_in_a_line(home: Path, query: str, expected: str) -> None:
    done = run(home, "query", query)
    assert done.returncode == 2
    assert re.search(expected, done.stderr)
    assert "Traceback" not in done.stderr


def test_a_runaway_query_meets_its_deadline(home: Path) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    done = run(home, "query", query, SPACEGRAPH_QUERY_SECONDS="1")
    assert done.returncode == 2
    assert re.search(r"1(\.0)? s", done.stderr)


def test_ask_answers_with_sources(home: Path) -> None:
    done = run(home, "ask", "contracts-approved-by", "--agency", "ndrc", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    seed = [row for row in rows if row["contract"] == SEED]
    assert seed
    assert {row["amount"] for row in seed} == {"804000000"}
    assert all(PAGE in row["sources"] for row in seed)


def test_ask_without_name_lists_the_questions(home: Path) -> None:
    done = run(home, "ask")
    assert len(re.findall(r"^  \S+", done.stdout, re.M)) >= 18


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["contract-of-organisation", "--org", "casc"], "contracts-of-organisation"),
        (["contracts-of-organisation", "--or", "casc"], "org"),
        (["contracts-of-organisation", "--org", "minospce"], "minospace"),
        (["contracts-of-organisation"], "needs org"),
        (["contracts-of-organisation", "casc"], "--name value"),
        (["contracts-of-organisation", "--org"], "has no value"),
    ],
)
def test_mistakes_name_the_nearest(home: Path, words: list[str], expected: str) -> None:
    done = run(home, "ask", *words)
    assert done.returncode == 2
    assert expected in done.stderr


def test_ask_looks_back_in_time(home: Path) -> None:
    words = ("ask", "contracts-approved-by", "--agency", "ndrc", "--format", "json")
    before = json.loads(run(home, *words, "--as-of", "2024").stdout)
    assert SEED not in {row["contract"] for row in before["rows"]}


def test_search_finds_by_chinese_pinyin_and_typo(home: Path) -> None:
    for text in ("微纳星空", "weina xingkong", "minospce"):
        done = run(home, "search", text, "--format", "json")
        best = json.loads(done.stdout)["results"][0]
        assert best["iri"].endswith("/organisation/minospace"), text


def test_report_writes_its_files(home: Path, tmp_path: Path) -> None:
    words = ("--layers", "contract,cooperation,affiliation,funding", "--format", "md,csv")
    done = run(home, "report", *words, "--out", str(tmp_path / "r"))
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "r" / "organisations.csv").read_text(encoding="utf-8")
    table = list(csv.DictReader(io.StringIO(text)))
    assert {"degree", "betweenness", "pagerank", "eigenvector"} <= set(table[0])
    assert "normalis" in (tmp_path / "r" / "report.md").read_text(encoding="utf-8")


def test_a_report_on_an_unknown_layer_names_the_nearest(home: Path, tmp_path: Path) -> None:
    done = run(home, "report", "--layers", "contracts", "--out", str(tmp_path))
    assert done.returncode == 2
    assert "did you mean contract" in done.stderr


def test_a_report_on_one_province(home: Path, tmp_path: Path) -> None:
    """Wenchang flew its first rocket on 25 June 2016, the second on 3 November."""
    words = ("--province", "hainan", "--format", "json,html")
    done = run(home, "report", *words, "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "province.json").read_text(encoding="utf-8"))
    assert found["sites"][0]["iri"].endswith("/wenchang-space-launch-site")
    assert found["sites"][0]["launches"]["2016"] == 2
    assert "海南省" in (tmp_path / "province.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--province", "haian"), "did you mean hainan"),
        (("--compare", "2019", "2025", "--since", "2020"), "since: a comparison does not take"),
        (("--profile", "landspace", "--format", "gexf"), "no format 'gexf'"),
    ],
)
def test_a_report_that_cannot_be_made_leaves_nothing(
    home: Path, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    done = run(home, "report", *words, "--out", str(tmp_path / "none"))
    assert done.returncode == 2
    assert told in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "none").exists()


def test_two_exports_are_the_same_bytes(home: Path, tmp_path: Path) -> None:
    for name in ("a.nq", "b.nq"):
        assert run(home, "export", "--out", str(tmp_path / name)).returncode == 0
    first = (tmp_path / "a.nq").read_bytes()
    assert first == (tmp_path / "b.nq").read_bytes()
    assert first.count(b"\n") > 100_000


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "SPACEGRAPH_HOME": str(home), "SPACEGRAPH_PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-m", "spacegraph", "serve"], env=environment, stderr=subprocess.PIPE
    )
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 120
    while True:
        try:
            httpx.get(f"{address}/health").raise_for_status()
            break
        except httpx.HTTPError:
            assert process.poll() is None, process.communicate()[1]
            assert time.monotonic() < deadline
    yield address
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=60)
    assert process.returncode in (0, -signal.SIGTERM)
    assert b"Traceback" not in said, said.decode()


def test_serve_answers_sparql_and_questions(server: str) -> None:
    query = f"SELECT ?o {{ <{SEED}> <https://w3id.org/spacegraph/ontology/approvedBy> ?o }}"
    answer = httpx.get(f"{server}/sparql", params={"query": query})
    assert [
        row["o"]["value"].rsplit("/", 1)[1] for row in answer.json()["results"]["bindings"]
    ] == ["ndrc"]
    found = httpx.get(f"{server}/questions/contracts-approved-by.json", params={"agency": "ndrc"})
    assert SEED in {row["contract"] for row in found.json()["rows"]}
    assert PAGE in found.json()["sources"]


def test_the_api_describes_every_question(server: str) -> None:
    document = httpx.get(f"{server}/openapi.json").json()
    listing = httpx.get(f"{server}/questions.json").json()
    for question in listing:
        path = document["paths"][f"/questions/{question['name']}.json"]["get"]
        named = {parameter["name"] for parameter in path.get("parameters", [])}
        assert named >= {parameter["name"] for parameter in question["parameters"]}


def test_a_port_in_use_is_told(home: Path, server: str) -> None:
    done = run(home, "serve", "--port", server.rsplit(":", 1)[1])
    assert done.returncode == 2
    assert "cannot listen" in done.stderr
    assert "--port" in done.stderr
    assert "while attempting" not in done.stderr


@pytest.mark.parametrize("host", ["192.0.2.1", "nowhere.invalid"])
def test_an_address_of_others_is_told(home: Path, host: str) -> None:
    done = run(home, "serve", "--host", host)
    assert done.returncode == 2
    assert "cannot listen" in done.stderr
    assert "--host" in done.stderr


def test_search_and_void_over_http(server: str) -> None:
    found = httpx.get(f"{server}/search", params={"q": "微納星空"}, timeout=60).json()["results"][0]
    assert found["iri"].endswith("/minospace")
    assert {"iri", "label", "kind", "score", "why"} <= set(found)
    void = httpx.get(f"{server}/.well-known/void", headers={"Accept": "application/n-triples"})
    assert "http://rdfs.org/ns/void#sparqlEndpoint" in void.text


def test_views_in_time_over_http(server: str) -> None:
    address = f"{server}/questions/contracts-approved-by.json"
    then = httpx.get(address, params={"agency": "ndrc", "as_of": "2024"}, timeout=180)
    assert then.status_code == 200, then.text
    assert SEED not in {row["contract"] for row in then.json()["rows"]}
    wrong = httpx.get(address, params={"agency": "ndrc", "as_of": "20x"})
    assert wrong.status_code == 400
    assert "write 2018" in wrong.json()["detail"]


def test_a_store_of_a_view_says_so(home: Path, tmp_path: Path) -> None:
    done = run(home, "build", "--settle", "newest", SPACEGRAPH_STORE=str(tmp_path / "newest"))
    assert done.returncode == 0, done.stderr
    assert "settled by newest" in done.stdout
