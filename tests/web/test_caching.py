"""An entity tag names one answer, and only a request that would get it is a 304 (RFC 9110 §13)."""

import httpx
import pytest

QUESTION = "/questions/contracts-approved-by.json"
BROWSER = {"Accept": "text/html"}

CACHED = [
    f"{QUESTION}?agency=ndrc",
    "/questions.json",
    "/questions/contracts-approved-by?agency=ndrc",
    "/search?q=landspace",
    "/templates/contracts.csv",
    "/templates/contracts.xlsx",
    "/report?layers=cooperation&format=json",
    "/report?org=landspace&format=md",
    "/network?layer=contract",
    "/network/ties?layer=contract",
    "/organisation/landspace",
    "/organisation/landspace.ttl",
    "/sitemap.xml",
    "/context.jsonld",
    "/.well-known/void",
    "/sparql",
    "/dump.ttl",
    "/graphs?default",
]


def tag_of(site: httpx.Client, address: str) -> str:
    response = site.get(address)
    assert response.status_code == 200, response.text
    return response.headers["etag"]


@pytest.mark.parametrize("address", CACHED)
def test_who_has_an_answer_is_told_so(site: httpx.Client, address: str) -> None:
    tag = tag_of(site, address)
    for known in (tag, f'"other" , {tag}', f"W/{tag.removeprefix('W/')}", "*"):
        again = site.get(address, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b""), known
        assert again.headers["etag"] == tag
    for other in ('"other"', tag.replace('"', ""), "other"):
        assert site.get(address, headers={"If-None-Match": other}).status_code == 200, other


WRONG = [
    (QUESTION, 400),
    (f"{QUESTION}?agency=ndrc&agency=x", 400),
    (f"{QUESTION}?agency=ndrc&other=x", 400),
    (f"{QUESTION}?agency=ndrc&as_of=soon", 400),
    (f"{QUESTION}?agency=nonsense", 404),
    ("/report?org=nope&format=json", 404),
    ("/report?layers=nope&format=json", 404),
    ("/report?layers=cooperation&since=soon&format=json", 400),
    ("/report?layers=cooperation&org=landspace&compare=2017,2019&format=json", 400),
    ("/search?q=landspace&kind=nope", 400),
    ("/templates/nope.csv", 404),
    ("/network?layer=nope", 404),
    ("/network/ties?layer=nope", 404),
    ("/organisation/nope", 404),
    ("/organisation/landspace?as_of=soon", 400),
    ("/browse?kind=nope", 404),
    ("/browse?first=soon", 400),
    ("/sitemap-99.xml.gz", 404),
]


@pytest.mark.parametrize(("address", "status"), WRONG)
def test_a_wrong_request_is_wrong_whatever_the_asker_has(
    site: httpx.Client, address: str, status: int
) -> None:
    """RFC 9110 §13.2.1: conditions count only where the answer would have been a success."""
    plain = site.get(address, headers=BROWSER)
    assert plain.status_code == status
    assert "etag" not in plain.headers
    path, _, _ = address.partition("?")
    near = [each for each in CACHED if each.partition("?")[0] == path]
    for known in ("*", *(tag_of(site, each) for each in near)):
        answer = site.get(address, headers={"If-None-Match": known, **BROWSER})
        assert answer.status_code == status, known


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{QUESTION}?agency=ndrc", f"{QUESTION.replace('json', 'csv')}?agency=ndrc"),
        (f"{QUESTION}?agency=ndrc", "/questions/affiliations.json?org=landspace"),
        ("/report?layers=cooperation&format=json", "/report?layers=contract&format=json"),
        ("/report?layers=cooperation&format=json", "/report?layers=cooperation&format=csv"),
        ("/search?q=landspace", "/search?q=landspac"),
        ("/search?q=landspace", "/search?q=landspace&limit=1"),
        ("/search?q=landspace", "/search?q=landspace&kind=place"),
        ("/templates/contracts.csv", "/templates/organisations.csv"),
        ("/network/ties?layer=contract", "/network/ties?layer=cooperation"),
    ],
)
def test_other_answers_have_other_tags(site: httpx.Client, one: str, other: str) -> None:
    assert tag_of(site, one) != tag_of(site, other)


@pytest.mark.parametrize("address", ["/sitemap.xml", "/.well-known/void", "/questions.json"])
def test_what_names_the_host_has_another_tag_for_another_host(
    site: httpx.Client, address: str
) -> None:
    tags = {site.get(address, headers={"Host": host}).headers["etag"] for host in ("a", "b")}
    assert len(tags) == 2
