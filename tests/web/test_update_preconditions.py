"""Updates that are done only while the facts are as the writer knows them (RFC 9110 §13.1).

The target of an update is the endpoint, so what its tags name is the state of all facts.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest
from tests.web.conftest import PREFIXES, Curator

NEW = """
INSERT DATA {
  GRAPH claim:a-nickname { organisation:landspace skos:altLabel "Blue Arrow"@en }
  claim:a-nickname prov:wasDerivedFrom <https://example.org/news/1> .
}
"""
ASK = {"query": "ASK { ?s ?p ?o }"}


def update(writer: Curator, text: str = NEW, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return writer.client.post(
        "/sparql",
        content=writer.mark(PREFIXES + text).encode(),
        headers={"Content-Type": "application/sparql-update", **named},
    )


def state(writer: Curator) -> str:
    """Return the tag of the state that an answer was given from."""
    return f'"{writer.client.get("/sparql", params=ASK).headers["x-generation"]}"'


def refused(response: httpx.Response) -> str:
    assert response.status_code == 412, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    return f"{problem['detail']}. {problem['hint']}"


def test_every_answer_names_the_state_it_was_given_from(writer: Curator) -> None:
    answers = [
        writer.client.get("/sparql", params=ASK),
        writer.client.post("/sparql", data=ASK),
        writer.client.get("/sparql"),
        writer.client.get("/graphs?default"),
    ]
    assert {answer.headers["x-generation"] for answer in answers} == {writer.generation}
    known = {"If-None-Match": answers[0].headers["etag"]}
    again = writer.client.get("/sparql", params=ASK, headers=known)
    assert again.status_code == 304
    assert again.headers["x-generation"] == writer.generation


def test_an_update_is_done_where_nothing_has_changed(writer: Curator) -> None:
    """§13.1.1: true if a listed tag matches that of the selected representation."""
    assert update(writer, If_Match=f'"x", {state(writer)}').status_code == 200
    assert "Blue Arrow" in writer.names()


def test_an_update_is_refused_once_anything_has_changed(writer: Curator) -> None:
    """§13.1.1: "an origin server MUST NOT perform the requested method"."""
    known = state(writer)
    assert update(writer).status_code == 200
    told = refused(update(writer, NEW.replace("Blue Arrow", "Bluer Arrow"), If_Match=known))
    assert "not what If-Match names any more" in told
    assert "Bluer Arrow" not in writer.names()
    assert len(writer.recorded()) == 1


def test_a_form_is_bound_as_well(writer: Curator) -> None:
    form = {"update": writer.mark(PREFIXES + NEW)}
    refused(writer.client.post("/sparql", data=form, headers={"If-Match": '"x"'}))
    headers = {"If-Match": state(writer)}
    assert writer.client.post("/sparql", data=form, headers=headers).status_code == 200


def test_the_state_after_one_update_is_that_before_the_next(writer: Curator) -> None:
    first = update(writer)
    known = f'"{first.headers["x-generation"]}"'
    text = NEW.replace("a-nickname", "a-nickname-too").replace("Blue Arrow", "Bluer Arrow")
    assert update(writer, text, If_Match=known).status_code == 200


def test_weak_tags_never_match_and_the_strong_one_is_told(writer: Curator) -> None:
    """§13.1.1: "an origin server MUST use the strong comparison function"."""
    tag = writer.client.get("/sparql", params=ASK).headers["etag"]
    for known in (tag, f"W/{state(writer)}"):
        told = refused(update(writer, If_Match=known))
        assert "weak" in told and "X-Generation" in told


def test_there_are_always_facts(writer: Curator) -> None:
    """§13.1.1 and §13.1.2: `*` stands for whatever there is."""
    assert update(writer, If_Match="*").status_code == 200
    refused(update(writer, If_None_Match="*"))


def test_if_none_match_names_the_state_that_must_not_be(writer: Curator) -> None:
    """§13.1.2, by the weak comparison."""
    refused(update(writer, If_None_Match=state(writer)))
    refused(update(writer, If_None_Match=f"W/{state(writer)}"))
    assert update(writer, If_None_Match='"x"').status_code == 200


@pytest.mark.parametrize("value", ["nonsense", '"a', "W/"])
def test_what_is_no_list_of_tags_is_400(writer: Curator, value: str) -> None:
    response = update(writer, If_Match=value)
    assert response.status_code == 400
    assert not writer.recorded()


def test_other_refusals_come_first(writer: Curator) -> None:
    """§13.2.1: preconditions are ignored where the answer would not be a success."""
    assert update(writer, If_Match='"x"', Authorization="").status_code == 401
    known = {"If-Match": '"x"', "Content-Type": "text/turtle"}
    assert writer.client.post("/sparql", content=b"x", headers=known).status_code == 415


def test_queries_are_not_bound(writer: Curator) -> None:
    """§13.2.1: a precondition is of no use to a method that does not change the resource."""
    answer = writer.client.post("/sparql", data=ASK, headers={"If-Match": '"x"'})
    assert answer.status_code == 200


def test_of_two_writers_at_once_one_is_refused(writer: Curator) -> None:
    """What is compared is compared under the lock of the write."""
    known = state(writer)
    together = Barrier(4)

    def write(number: int) -> int:
        text = NEW.replace("a-nickname", f"a-nickname-{number}")
        together.wait()
        return update(
            writer, text.replace("Blue Arrow", f"Blue Arrow {number}"), If_Match=known
        ).status_code

    with ThreadPoolExecutor(4) as threads:
        statuses = sorted(threads.map(write, range(4)))
    assert statuses == [200, 412, 412, 412]
    assert len(writer.recorded()) == 1
