"""One reader tells what a body is, wherever one is sent (RFC 9110 §8.3)."""

import httpx
import pytest

from spacegraph.web.problems import Problem
from spacegraph.web.sent import read_media_type

UTF_8 = ["", "; charset=utf-8", ";charset=UTF8", '; charset="utf-8"', '; charset="utf\\-8"']
UTF_8 += ["; charset=us-ascii ;", "; x=y; charset=ascii", "; charset*=nope''%ff", "; charset"]
UTF_8 += ['; x="; charset=latin-1"', "; charset=utf-8; charset=latin-1"]
OTHERS = ["; charset=latin-1", '; Charset="GB18030"', "; x=y;charset=utf-16", "; charset=utf-8x"]


@pytest.mark.parametrize("parameters", UTF_8)
def test_a_type_is_read_without_its_parameters(parameters: str) -> None:
    assert read_media_type(f"Text/Turtle{parameters}") == "text/turtle"


@pytest.mark.parametrize("parameters", OTHERS)
def test_a_text_in_another_encoding_is_refused(parameters: str) -> None:
    with pytest.raises(Problem, match="is not read here") as caught:
        read_media_type(f"text/turtle{parameters}")
    assert caught.value.status == 415


def test_no_type_is_none() -> None:
    assert read_media_type(None) == read_media_type("") == read_media_type(" ") == ""


@pytest.mark.parametrize(("parameters", "sound"), [(UTF_8, True), (OTHERS, False)])
def test_every_door_takes_the_same(site: httpx.Client, parameters: list[str], sound: bool) -> None:
    """A query, a form with a query, an update, a graph and a document of facts."""
    turtle = "<http://example.org/a> <http://example.org/b> 1 ."
    doors = [
        ("POST", "/sparql", "application/sparql-query", "ASK {}"),
        ("POST", "/sparql", "application/x-www-form-urlencoded", "query=ASK%20%7B%7D"),
        ("POST", "/query", "application/x-www-form-urlencoded", "query=ASK%20%7B%7D"),
        ("POST", "/sparql?dry_run=1", "application/sparql-update", "DELETE WHERE { <x:> ?p ?o }"),
        ("PUT", "/graphs/claim/of-the-test?dry_run=1", "text/turtle", turtle),
        ("POST", "/claims?dry_run=1", "text/turtle", turtle),
    ]
    for method, address, media_type, content in doors:
        for each in parameters:
            headers = {"Content-Type": media_type + each}
            answer = site.request(method, address, content=content, headers=headers)
            assert (answer.status_code != 415) == sound, (address, each, answer.text)
            assert answer.status_code < 500
