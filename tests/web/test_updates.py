"""SPARQL Update over the SPARQL 1.1 Protocol §2.2: each update is judged as claims."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from tests.web.conftest import PREFIXES, Curator

from spacegraph.graph.instance import Instance
from spacegraph.graph.manifest import Manifest
from spacegraph.store.embedded import EmbeddedStore

UPDATE = {"Content-Type": "application/sparql-update"}
NEW = """
INSERT DATA {
  GRAPH claim:a-nickname { organisation:landspace skos:altLabel "Blue Arrow"@en }
  claim:a-nickname prov:wasDerivedFrom <https://example.org/news/1> ;
    sg:confidence concept:confidence\\/probable ; skos:editorialNote "seen in passing"@en .
}
"""
CHANGE = """
DELETE { GRAPH ?g { organisation:landspace skos:altLabel "Blue Arrow"@en } }
INSERT { GRAPH ?g { organisation:landspace skos:altLabel "Blue Arrows"@en } }
WHERE { GRAPH ?g { organisation:landspace skos:altLabel "Blue Arrow"@en } }
"""


def done(response: httpx.Response) -> httpx.Response:
    assert response.status_code == 200, response.text
    assert response.json()["accepted"]
    return response


def refused(response: httpx.Response) -> list[dict[str, str]]:
    assert response.status_code == 422, response.text
    findings: list[dict[str, str]] = response.json()["findings"]
    return [each for each in findings if each["severity"] == "error"]


def test_an_update_directly_and_in_a_form(writer: Curator) -> None:
    """§2.2.1 and §2.2.2; §2.2.4: success is 2xx."""
    response = done(writer.update(NEW))
    assert response.headers["x-generation"] == writer.generation
    assert response.headers["location"] == writer.mark("/graphs/claim/a-nickname")
    assert "Blue Arrow" in writer.names()
    form = {"update": writer.mark(PREFIXES + CHANGE)}
    done(writer.client.post("/sparql", data=form))
    assert "Blue Arrows" in writer.names()
    assert "Blue Arrow" not in writer.names()


def test_the_dataset_of_the_protocol(writer: Curator) -> None:
    """§2.2.3: using-graph-uri in the URL or the form; not beside USING or WITH."""
    done(writer.update(NEW))
    graph = writer.mark("https://w3id.org/spacegraph/claim/a-nickname")
    text = "DELETE { GRAPH claim:a-nickname { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    response = writer.update(f"WITH claim:a-nickname {text}", **{"using-graph-uri": graph})
    assert response.status_code == 400
    form = {"update": writer.mark(PREFIXES + text), "using-graph-uri": graph}
    done(writer.client.post("/sparql", data=form))
    assert "Blue Arrow" not in writer.names()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"update": ["CLEAR ALL", "CLEAR ALL"]}, 400),
        ({"update": "INSERT DATA {}", "query": "ASK {}"}, 400),
        ({"update": "INSERT DATA {}", "default-graph-uri": "http://e/"}, 400),
        ({"update": "INSERT DATA {}", "using-graph-uri": "relative"}, 400),
        ({"update": "INSERT DATA {}", "using-graph-uri": "file:///etc/passwd"}, 403),
        ({"update": "INSERT DATA { <a:a> <a:b> }"}, 400),
        ({"update": "ASK {}"}, 400),
        ({"update": ""}, 400),
    ],
)
def test_malformed_requests(
    writer: Curator, fields: dict[str, str | list[str]], status: int
) -> None:
    """§2.2.4: "400 if the SPARQL update request string is not a legal sequence"."""
    response = writer.client.post("/sparql", data=fields)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"


def test_an_update_by_get_is_400(writer: Curator) -> None:
    """§2.2: updates "must be sent using the HTTP POST method"."""
    assert writer.client.get("/sparql", params={"update": NEW}).status_code == 400


def test_syntax_errors_have_their_place(writer: Curator) -> None:
    response = writer.client.post("/sparql", content=b"INSERT DATA {\n <a:a> }", headers=UPDATE)
    assert (response.json()["line"], response.json()["column"]) == (2, 8)


def test_nobody_updates_without_the_token(writer: Curator) -> None:
    for headers in ({"Authorization": ""}, {"Authorization": "Bearer other"}):
        response = writer.client.post("/sparql", data={"update": PREFIXES + NEW}, headers=headers)
        assert response.status_code == 401
        assert "bearer" in response.headers["www-authenticate"].lower()


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://127.0.0.1:9/>",
        "LOAD SILENT <file:///etc/passwd> INTO GRAPH claim:x",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "INSERT { ?s ?p ?o } USING <file:///etc/passwd> WHERE { ?s ?p ?o }",
        "CLEAR ALL",
        "DROP DEFAULT",
        "COPY DEFAULT TO claim:x",
    ],
)
def test_what_no_update_may_do_is_403(writer: Curator, text: str) -> None:
    assert writer.update(text).status_code == 403


def test_an_update_does_not_take_back_claims_by_the_hundred(
    writer: Curator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spacegraph.gate.judging.departures.AT_ONCE", 3)
    before = writer.generation
    response = writer.update("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", dry_run="1")
    assert response.status_code == 403
    problem = response.json()
    stated = re.search(
        r"supersede ([0-9,]+) claims.*\?leaving=([0-9]+)", " ".join(map(str, problem.values()))
    )
    assert stated
    assert int(stated[1].replace(",", "")) == int(stated[2]) > 3
    assert writer.update("DELETE WHERE { ?s ?p ?o }", leaving="many").status_code == 400
    assert writer.generation == before


def test_an_update_tells_which_claims_leave(writer: Curator) -> None:
    done(writer.update(NEW))
    new = done(writer.update(CHANGE)).json()
    assert new["superseded"] == [writer.mark("https://w3id.org/spacegraph/claim/a-nickname")]
    (latest,) = new["claims"]
    clear = f"DELETE WHERE {{ GRAPH <{latest}> {{ ?s ?p ?o }} }}"
    back = done(writer.update(clear)).json()
    assert (back["withdrawn"], back["superseded"], back["shipped"]) == ([latest], [], 0)


def test_the_service_description_names_the_language(writer: Curator) -> None:
    """SPARQL 1.1 Service Description §3.2.3."""
    language = ox.NamedNode("http://www.w3.org/ns/sparql-service-description#SPARQL11Update")
    triples = ox.parse(writer.client.get("/sparql").content, format=ox.RdfFormat.TURTLE)
    assert any(quad.object == language for quad in triples)


def test_a_changed_claim_is_superseded_and_keeps_what_is_said_of_it(writer: Curator) -> None:
    done(writer.update(NEW))
    new = done(writer.update(CHANGE, reason="plural")).json()["claims"][-1]
    said = writer.select(
        f"SELECT ?url ?c ?note {{ <{new}> prov:wasDerivedFrom/schema:url ?url ; "
        "sg:confidence ?c ; skos:editorialNote ?note }",
    )
    confidence = "https://w3id.org/spacegraph/concept/confidence/probable"
    assert said == [("https://example.org/news/1", confidence, "seen in passing")]
    (withdrawal,) = [each.withdrawal for each in writer.recorded() if each.withdrawal]
    old = ox.NamedNode(writer.mark("https://w3id.org/spacegraph/claim/a-nickname"))
    assert withdrawal.revisions == ((ox.NamedNode(new), old),)
    assert withdrawal.reason == "plural"


def test_what_is_said_of_a_claim_can_be_said_anew(writer: Curator) -> None:
    done(writer.update(NEW))
    text = (
        "DELETE DATA { claim:a-nickname skos:editorialNote 'seen in passing'@en } ; "
        "INSERT DATA { claim:a-nickname prov:wasDerivedFrom <https://example.org/news/2> ; "
        "sg:confidence concept:confidence\\/stated }"
    )
    new = done(writer.update(text)).json()["claims"][-1]
    rows = writer.select(
        f"SELECT ?url ?c {{ <{new}> prov:wasDerivedFrom/schema:url ?url ; sg:confidence ?c "
        f"FILTER NOT EXISTS {{ <{new}> skos:editorialNote ?x }} }} ORDER BY ?url",
    )
    confidence = "https://w3id.org/spacegraph/concept/confidence/stated"
    assert rows == [(f"https://example.org/news/{n}", confidence) for n in (1, 2)]
    assert "Blue Arrow" in writer.names()


def test_a_claim_is_taken_back_when_all_it_says_is_deleted(writer: Curator) -> None:
    done(writer.update(NEW))
    done(writer.update("CLEAR GRAPH claim:a-nickname"))
    assert "Blue Arrow" not in writer.names()
    assert writer.select("SELECT ?p { claim:a-nickname ?p ?o }") == []
    assert writer.client.get(writer.mark("/graphs/claim/a-nickname")).status_code == 410


def test_several_claims_are_revised_each_by_its_own(writer: Curator) -> None:
    """A whole update is one record, and each new claim revises one old."""
    done(writer.update(NEW))
    done(writer.update(NEW.replace("a-nickname", "a-nickname-too").replace("news/1", "news/2")))
    done(writer.update(CHANGE))
    (record,) = [each for each in writer.recorded() if each.withdrawal]
    assert record.withdrawal is not None
    assert len(record.claims) == len(record.withdrawal.revisions) == 2
    olds = {writer.unmark(old.value.rsplit("/")[-1]) for _, old in record.withdrawal.revisions}
    assert olds == {"a-nickname", "a-nickname-too"}


def test_an_update_that_changes_nothing_is_204(writer: Curator) -> None:
    done(writer.update(NEW))
    generation = writer.generation
    for text in (NEW, "DELETE WHERE { GRAPH claim:none { ?s ?p ?o } }", "INSERT DATA {}"):
        response = writer.update(text)
        assert response.status_code == 204, response.text
        assert response.headers["x-generation"] == generation
    assert len(writer.recorded()) == 1


def test_the_default_graph_is_not_written_and_the_way_out_is_told(writer: Curator) -> None:
    (finding,) = refused(
        writer.update("DELETE WHERE { organisation:landspace schema:foundingDate ?o }")
    )
    assert "derived" in finding["message"]
    (claim,) = {
        name.rsplit("/")[-1]
        for (name,) in writer.select(
            "SELECT ?g { GRAPH ?g { organisation:landspace schema:foundingDate ?o } }"
        )
    }
    assert f"GRAPH claim:{claim}" in finding["advice"]
    (finding,) = refused(
        writer.update('INSERT DATA { organisation:landspace skos:altLabel "X"@en }')
    )
    assert "GRAPH claim:some-name" in finding["advice"]
    for finding in refused(writer.update("DELETE WHERE { organisation:landspace rdfs:label ?o }")):
        assert finding["advice"] == "state skos:prefLabel"


def test_a_new_graph_without_a_source_is_refused_and_kept(writer: Curator) -> None:
    text = 'INSERT DATA { GRAPH claim:x { organisation:landspace skos:altLabel "X"@en } }'
    (finding,) = refused(writer.update(text))
    assert "no source" in finding["message"]
    assert "GRAPH claim:some-name" in finding["advice"]
    kept = {path.read_text() for path in (writer.home / "quarantine").glob("*.submission")}
    assert PREFIXES + text in kept


def test_findings_name_the_line_of_the_data_or_of_the_template(writer: Curator) -> None:
    first = PREFIXES.count("\n") + 1
    data = (
        "INSERT DATA { GRAPH claim:a-nickname {\n organisation:landspace\n"
        " <http://www.w3.org/ns/org#subOrganizationOf> organisation:nobody }\n"
        "claim:a-nickname prov:wasDerivedFrom <https://example.org/news/1> }"
    )
    assert {each["where"] for each in refused(writer.update(data))} == {f"update.ru:{first + 2}"}
    done(writer.update(NEW))
    template = CHANGE.replace('"Blue Arrows"@en', '"Blue\\nArrows"@en')
    assert {each["where"] for each in refused(writer.update(template))} == {
        f"update.ru:{first + 2}"
    }
    (finding,) = refused(writer.update("\nINSERT DATA {\n organisation:landspace rdfs:label 'X' }"))
    assert finding["where"] == f"update.ru:{first + 2}"


def test_a_whole_update_enters_or_none_of_it(writer: Curator) -> None:
    generation = writer.generation
    both = f"{NEW} ; DELETE WHERE {{ GRAPH ?g {{ organisation:landspace a ?type }} }}"
    assert refused(writer.update(both))
    assert writer.generation == generation
    assert not writer.recorded()
    assert "Blue Arrow" not in writer.names()


def test_a_verdict_in_the_formats_of_claims(writer: Curator) -> None:
    bad = PREFIXES + "INSERT DATA { GRAPH claim:x { organisation:landspace skos:altLabel 'X'@en } }"
    for accept, media_type in (
        ("application/sarif+json", "application/sarif+json"),
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("application/sparql-results+xml", "application/json"),
    ):
        headers = {"Accept": accept, **UPDATE}
        response = writer.client.post("/sparql", content=bad.encode(), headers=headers)
        assert response.status_code == 422
        assert response.headers["content-type"] == media_type


def test_a_dry_run_judges_and_records_nothing(writer: Curator) -> None:
    done(writer.update(NEW, dry_run="1"))
    odd = NEW.replace("confidence\\/probable", "confidence\\/odd")
    (finding,) = refused(writer.update(odd, dry_run="1"))
    assert finding["message"] == "this is no confidence"
    assert not writer.recorded()
    kept = {path.read_text() for path in (writer.home / "quarantine").glob("*.submission")}
    assert writer.mark(PREFIXES + odd) not in kept


def test_two_at_once_are_judged_one_after_the_other(writer: Curator) -> None:
    """Each adds one to what it finds; were both evaluated on the same state, one would be lost."""
    done(writer.update(NEW))
    longer = """
    DELETE { GRAPH ?g { organisation:landspace skos:altLabel ?n } }
    INSERT { GRAPH ?g { organisation:landspace skos:altLabel ?m } }
    WHERE { GRAPH ?g { organisation:landspace skos:altLabel ?n FILTER(STRSTARTS(?n, "Blue Arrow")) }
            BIND(STRLANG(CONCAT(STR(?n), "!"), "en") AS ?m) }
    """
    with ThreadPoolExecutor(4) as threads:
        for response in threads.map(lambda _: writer.update(longer), range(4)):
            done(response)
    assert "Blue Arrow!!!!" in writer.names()


def test_the_store_is_as_the_records_say(
    writer: Curator, instance: Instance, tmp_path: Path
) -> None:
    """What updates have made of the store is what a build makes of their records."""
    done(writer.update(NEW))
    done(writer.update(CHANGE))
    manifest = Manifest.read(writer.home / "store")
    assert manifest is not None
    assert manifest.generation == writer.generation
    settings = replace(instance.settings, store=str(tmp_path / "anew"))
    anew = Instance(settings, instance.sources)
    anew.build()
    everything = "SELECT ?s ?p ?o ?g { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    held = set(EmbeddedStore.open(tmp_path / "anew").select(everything))
    assert set(EmbeddedStore.open(writer.home / "store").select(everything)) == held
