"""The host that a request names goes into documents: it is a sound one there, or refused."""

import gzip
import json
from collections.abc import Callable
from urllib.parse import urlsplit
from xml.etree import ElementTree

import httpx
import pyoxigraph as ox
import pytest

SOUND = [
    "a",
    "a&b",
    "a'b",
    "a;b",
    "(a)",
    "a%41",
    "!$*+,=",
    "[::1]:80",
    "127.0.0.1",
]
UNSOUND = [
    "a%zz",
    "a%",
    "a%4",
    "a<b",
    'a"b',
    "a/b",
    "a?b",
    "a#b",
    "a@b",
    "[::::]",
    "[1.2.3.4]",
    "[a",
]


def read_xml(response: httpx.Response) -> list[str]:
    packed = response.headers["content-type"] == "application/gzip"
    root = ElementTree.fromstring(gzip.decompress(response.content) if packed else response.text)
    return [each.text or "" for each in root.iter() if each.tag.endswith("loc")]


def read_turtle(response: httpx.Response) -> list[str]:
    assert response.headers["content-type"].startswith("text/turtle")
    triples = ox.parse(response.content, format=ox.RdfFormat.TURTLE)
    nodes = [each.object for each in triples if isinstance(each.object, ox.NamedNode)]
    return [node.value for node in nodes if node.value.endswith("/sparql")]


def read_json(response: httpx.Response) -> list[str]:
    return [each["url"] for each in json.loads(response.text)]


def read_text(response: httpx.Response) -> list[str]:
    _, _, address = response.text.partition("Sitemap: ")
    return [address.strip()]


DOCUMENTS = [
    ("/sitemap.xml", read_xml),
    ("/sitemap-1.xml.gz", read_xml),
    ("/.well-known/void", read_turtle),
    ("/sparql", read_turtle),
    ("/questions.json", read_json),
    ("/robots.txt", read_text),
]


@pytest.mark.parametrize(("path", "read"), DOCUMENTS)
@pytest.mark.parametrize("host", SOUND)
def test_a_sound_host_stands_in_documents_as_it_was_sent(
    site: httpx.Client, path: str, read: Callable[[httpx.Response], list[str]], host: str
) -> None:
    response = site.get(path, headers={"Host": host, "Accept": "*/*"})
    assert response.status_code == 200, response.text
    addresses = read(response)
    assert addresses
    assert {urlsplit(each).netloc for each in addresses} == {host}


@pytest.mark.parametrize("host", UNSOUND)
def test_any_other_host_is_refused(site: httpx.Client, host: str) -> None:
    """RFC 3986 §3.2.2, RFC 9112 §3.2."""
    for path, _ in DOCUMENTS:
        assert site.get(path, headers={"Host": host}).status_code == 400, path
